import Synchronization

/// Takes secrets out of every text of this process before anything else sees it: those that were registered, in every
/// encoding that HTTP and JSON may put them in, and what looks like one (operator spec 12.2, W-43, W-44).
///
/// Safe from any thread. A text without secrets costs one pass for the values and one for the patterns, and no memory.
public final class Redactor: Sendable {
  private let needles = Mutex(NeedleSet())

  /// A shorter value would blank out ordinary text.
  private static let shortest = 6
  static let mark = "[REDACTED]"

  /// One that knows these already.
  public init(_ secrets: [String] = []) {
    for secret in secrets { register(secret) }
  }

  /// From now on this value appears in no output.
  public func register(_ secret: String) {
    guard secret.utf8.count >= Self.shortest else { return }
    let forms = SecretForms(secret).all
    needles.withLock { needles in
      for form in forms { needles.insert(form) }
    }
  }

  /// `text` without secrets.
  public func redact(_ text: String) -> String {
    redacted(text, isJSON: false)
  }

  /// A sentence of this program without secrets. In one, `mcp.extra_headers.Authorization: …` names the place of a setting,
  /// and what follows is what is wrong with it.
  public func redactSentence(_ text: String) -> String {
    redacted(text, isJSON: false, hasPlaces: true)
  }

  /// UTF-8 text without secrets.
  public func redact(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { redacted($0, isJSON: false) } ?? bytes
  }

  /// JSON without secrets, which is JSON still: the quotes around what was taken out stay.
  public func redactJSONText(_ text: String) -> String {
    redacted(text, isJSON: true)
  }

  /// JSON without secrets, which is JSON still.
  public func redactJSONText(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { redacted($0, isJSON: true) } ?? bytes
  }

  /// The value of an attribute, replaced whole where its name says that it is secret (operator spec 12.2.2).
  public func redact(_ value: String, of name: String) -> String {
    SensitiveName.isAttribute(name) && !value.isEmpty ? Self.mark : redact(value)
  }

  private func redacted(_ text: String, isJSON: Bool, hasPlaces: Bool = false) -> String {
    var text = text
    let clean = text.withUTF8 { redacted($0, isJSON: isJSON, hasPlaces: hasPlaces) }
    return clean.map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  /// Nil when there is nothing to take out.
  private func redacted(
    _ text: UnsafeBufferPointer<UInt8>, isJSON: Bool, hasPlaces: Bool = false
  ) -> [UInt8]? {
    let known = needles.withLock(\.self).spans(in: text)
    let guessed = PatternScanner(text: text, isJSON: isJSON, hasPlaces: hasPlaces).spans()
    guard !known.isEmpty || !guessed.isEmpty else { return nil }
    return SpanReplacement(text: text, isJSON: isJSON).replacing(known + guessed)
  }
}
