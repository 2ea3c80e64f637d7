internal import TunnelNativeCalls
internal import TunnelPluginKit

/// What a call results in: a text for people and models, and a value for programs.
struct ToolOutcome: Sendable {
  static let resultName = "result"

  let text: String
  /// JSON text; nil when there is no value.
  let value: String?
  let isError: Bool

  init(_ value: NativeValue, of type: NativeType) {
    text = value == .nothing && type == .string ? "null" : value.text
    self.value = type == .void ? nil : value.json
    isError = false
  }

  private init(failure: String) {
    text = failure
    value = nil
    isError = true
  }

  static func failure(_ words: String) -> ToolOutcome { ToolOutcome(failure: words) }

  func write(to result: inout JSONWriter) {
    result.key("content")
    result.array { content in
      content.object { block in
        block.member("type", "text")
        block.member("text", text)
      }
    }
    if let value {
      result.key("structuredContent")
      result.object { object in
        object.key(Self.resultName)
        object.raw(value)
      }
    }
    result.member("isError", isError)
  }
}

extension NativeValue {
  /// The largest integer that a reader with double precision still tells from its neighbours (RFC 7493 section 2.2).
  private static let safe: UInt64 = 1 << 53 - 1

  /// For people and models.
  var text: String {
    switch self {
    case .nothing: "done"
    case .bool(let value): value ? "true" : "false"
    case .signed(let value): String(value)
    case .unsigned(let value): String(value)
    case .float(let value): Self.text(Double(value), written: "\(value)")
    case .double(let value): Self.text(value, written: "\(value)")
    case .text(let text): text
    case .bytes(let bytes): "\(bytes.count) bytes"
    }
  }

  /// For programs: exact, also for readers that take every number for a double.
  fileprivate var json: String {
    switch self {
    case .nothing, .bytes: return "null"
    case .bool: return text
    case .signed(let value): return value.magnitude <= Self.safe ? text : "\"\(text)\""
    case .unsigned(let value): return value <= Self.safe ? text : "\"\(text)\""
    case .float(let value): return value.isFinite ? text : "\"\(text)\""
    case .double(let value): return value.isFinite ? text : "\"\(text)\""
    case .text(let text):
      var writer = JSONWriter(capacity: text.utf8.count + 2)
      writer.string(text)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }

  private static func text(_ value: Double, written: String) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return written
  }
}
