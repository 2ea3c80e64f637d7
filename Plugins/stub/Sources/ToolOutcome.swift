internal import TunnelPluginKit

/// What a call results in: blocks for people and models, an object for programs, and how long it takes to come.
struct ToolOutcome {
  /// What the client has to ask its user before the call can be answered (MCP 2026-07-28, `InputRequiredResult`).
  struct Question {
    let name: String
    /// The whole embedded request, as JSON.
    let request: String
  }

  /// The elements of `content`, each as JSON text.
  var blocks: [[UInt8]] = []
  var structured: [UInt8]?
  var isError = false
  var question: Question?
  /// When it is given, and what is said on the way.
  var pace = Pace()

  struct Pace {
    /// So many steps come before the answer, each reported to a caller that asks for progress.
    var steps = 0
    /// Between two steps, or before the answer when there are none.
    var milliseconds: UInt64 = 0
    /// The raw token by which the caller knows its progress.
    var token: [UInt8]?
  }

  init() {}

  /// `text` and `structured` are JSON text.
  init(text: [UInt8], structured: [UInt8]? = nil) {
    blocks = [Self.textBlock(text)]
    self.structured = structured
  }

  /// One named value, which is also the text.
  static func value(_ name: String, _ token: [UInt8]) -> ToolOutcome {
    var structured = JSONWriter(capacity: token.count + 32)
    structured.object { object in
      object.key(name)
      token.withUnsafeBytes { object.raw($0) }
    }
    return ToolOutcome(text: token, structured: structured.bytes)
  }

  /// Plain words.
  static func words(_ text: String, isError: Bool = false) -> ToolOutcome {
    var writer = JSONWriter(capacity: text.utf8.count + 2)
    writer.string(text)
    var outcome = ToolOutcome(text: writer.bytes)
    outcome.isError = isError
    return outcome
  }

  func write(to result: inout JSONWriter) {
    if let question {
      result.key("inputRequests")
      result.object { requests in
        requests.key(question.name)
        requests.raw(question.request)
      }
      return
    }
    result.key("content")
    result.array { content in
      for block in blocks { block.withUnsafeBytes { content.raw($0) } }
    }
    if let structured {
      result.key("structuredContent")
      structured.withUnsafeBytes { result.raw($0) }
    }
    result.member("isError", isError)
  }

  private static func textBlock(_ text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter(capacity: text.count + 32)
    writer.object { block in
      block.member("type", "text")
      block.key("text")
      text.withUnsafeBytes { block.raw($0) }
    }
    return writer.bytes
  }
}
