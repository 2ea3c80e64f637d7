import FoundationEssentials

/// An error that ends the process with exit code 1: one message on standard error, or one JSON document on standard
/// output (operator spec 1.3, 1.4, 32.14, W-02).
struct CommandError: Error, CustomStringConvertible {
  /// One of several things that are wrong.
  struct Detail: Encodable, Equatable {
    /// The setting's dotted key.
    let key: String?
    /// The flag, the variable, or the file with its line.
    let source: String?
    let message: String
    /// What to do about it.
    let fix: String?
  }

  /// What a service answered, or the request that it did not answer (operator spec 14.8.2).
  struct Exchange: Encodable, Equatable {
    /// The service's own word, in place of ours.
    let code: String?
    let method: String?
    let path: String?
    let statusCode: Int?
    let requestId: String?
    let type: String?
    let mitigation: String?
  }

  let code: ErrorCode
  /// What happened and where, a sentence without a full stop.
  let message: String
  /// What to do next.
  let hint: String?
  let details: [Detail]
  let exchange: Exchange?
  /// Shown to people instead of message and hint, where details say more.
  private let lines: String?

  init(
    _ code: ErrorCode, _ message: String, hint: String? = nil, details: [Detail] = [], lines: String? = nil,
    exchange: Exchange? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.details = details
    self.lines = lines
    self.exchange = exchange
  }

  /// The same with all that may hold a secret passed through `redact`.
  func redacted(_ redact: (String) -> String) -> CommandError {
    CommandError(
      code, redact(message), hint: hint.map(redact),
      details: details.map {
        Detail(key: $0.key, source: $0.source, message: redact($0.message), fix: $0.fix.map(redact))
      }, lines: lines.map(redact), exchange: exchange)
  }

  /// For people.
  var description: String {
    lines ?? hint.map { "\(message); \($0)" } ?? message
  }

  /// `{"error":{"code","message","hint"?,"details"?}}`, with the members of an ``Exchange`` where there is one.
  var json: String {
    struct Document: Encodable {
      struct Body: Encodable {
        let code: String
        let message: String
        let hint: String?
        let details: [Detail]?
        let method: String?
        let path: String?
        let statusCode: Int?
        let requestId: String?
        let type: String?
        let mitigation: String?
      }

      let error: Body
    }
    let body = Document.Body(
      code: exchange?.code ?? code.rawValue, message: message, hint: hint, details: details.isEmpty ? nil : details,
      method: exchange?.method, path: exchange?.path, statusCode: exchange?.statusCode, requestId: exchange?.requestId,
      type: exchange?.type, mitigation: exchange?.mitigation)
    return (try? JSONText.encode(Document(error: body))) ?? "{\"error\":{\"code\":\"\(code.rawValue)\"}}\n"
  }
}

/// The name under which commands knew it.
typealias Failure = CommandError
