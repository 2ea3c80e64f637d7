import RawJSON

@testable import MCPLifecycle

/// A lifecycle with messages that are texts.
struct Conversation {
  var lifecycle: ServerLifecycle

  init(_ ownership: ServerLifecycle.Ownership) {
    lifecycle = ServerLifecycle(ownership, clientName: "tunnel-client", clientVersion: "1")
  }

  mutating func receive(_ text: String, declared: CallerMessage.DeclaredEra = .none) throws -> Decision {
    try Array(text.utf8).withUnsafeBytes { bytes in
      lifecycle.receive(CallerMessage(bytes, try JSONRPCMessage.scan(bytes), declared: declared))
    }
  }

  mutating func complete(_ step: HandshakeStep, _ text: String, session: String? = nil) -> StepEffect {
    lifecycle.complete(step, .response(Array(text.utf8), session: session))
  }

  mutating func judge(_ text: String, status: Int, _ response: String?) throws -> ServerLifecycle.Verdict {
    try Array(text.utf8).withUnsafeBytes { bytes in
      let message = CallerMessage(bytes, try JSONRPCMessage.scan(bytes), declared: .none)
      guard let response else { return lifecycle.judge(message, status: status, response: nil) }
      return Array(response.utf8).withUnsafeBytes { lifecycle.judge(message, status: status, response: $0) }
    }
  }

  /// A process that speaks the legacy era, all said.
  static func legacyProcess(_ initialized: String = Text.initialized) throws -> Conversation {
    var conversation = Conversation(.process)
    _ = try conversation.receive(Text.initialize)
    _ = conversation.complete(.initialize, initialized)
    _ = conversation.lifecycle.complete(.initialized, .delivered)
    return conversation
  }

  static func modernProcess() throws -> Conversation {
    var conversation = Conversation(.process)
    _ = try conversation.receive(Text.list)
    _ = conversation.complete(.discover(patient: false), Text.discovered)
    return conversation
  }
}

enum Text {
  static let initialize =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"extensions":{"x/y":{}}},"clientInfo":{"name":"c","version":"2"}}}"#
  static let initialized =
    #"{"jsonrpc":"2.0","id":"t","result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true},"logging":{},"resources":{"subscribe":true},"tasks":{},"completions":{"a":1}},"serverInfo":{"name":"s","version":"1.0"},"instructions":"do"}}"#
  static let ready = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
  static let cancelled = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
  static let list = #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#
  static let call = #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"n","arguments":{}}}"#
  static let response = #"{"jsonrpc":"2.0","id":3,"result":{}}"#
  static let discover = #"{"jsonrpc":"2.0","id":"openai-mcp-discover","method":"server/discover"}"#
  static let discovered =
    #"{"jsonrpc":"2.0","id":"t","result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"prompts":{"listChanged":true}},"instructions":"go","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"m","version":"3"}}}}"#
  static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

  static func modern(_ method: String, _ params: String = "") -> String {
    #"{"jsonrpc":"2.0","id":4,"method":"\#(method)","params":{\#(params.isEmpty ? "" : params + ",")\#(meta)}}"#
  }

  static func error(_ code: Int, data: String = "null") -> String {
    #"{"jsonrpc":"2.0","id":"t","error":{"code":\#(code),"message":"m","data":\#(data)}}"#
  }
}

extension Decision {
  /// What would be sent to the server in the place of `message`.
  func sent(_ message: String) -> String? {
    guard case .translate(let translation) = self else { return nil }
    return String(decoding: Array(message.utf8).withUnsafeBytes { translation.edits.applied(to: $0) }, as: UTF8.self)
  }

  /// What the caller gets in the place of `response`.
  func answered(_ response: String) -> String? {
    guard case .translate(let translation) = self else { return nil }
    let changed = Array(response.utf8).withUnsafeBytes { translation.answer.translated($0) }
    return changed.map { String(decoding: $0, as: UTF8.self) } ?? response
  }

  func passes(_ notification: String) -> Bool? {
    guard case .translate(let translation) = self else { return nil }
    return Array(notification.utf8).withUnsafeBytes { translation.answer.passes($0) }
  }

  func header(_ name: String) -> String?? {
    guard case .translate(let translation) = self else { return nil }
    return translation.headers.first { $0.name == name }.map(\.value)
  }

  /// Status and member of an answer.
  var reply: String? {
    guard case .answer(let reply) = self else { return nil }
    return "\(reply.status) \(String(decoding: reply.member, as: UTF8.self))"
  }
}
