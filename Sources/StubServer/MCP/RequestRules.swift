import HTTPServing
import NIOCore
import NIOHTTP1

/// What Streamable HTTP asks of a request's headers, in both generations of MCP.
struct RequestRules {
  static let legacyVersions: Set<String> = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]

  let request: Request

  var version: String? { request.headers.first(name: "mcp-protocol-version") }
  var sessionID: String? { request.headers.first(name: "mcp-session-id") }

  /// Modern requests carry everything they need; nothing is remembered between two of them.
  func isModern(_ message: IncomingMessage) -> Bool {
    let version = message.declaredVersion ?? version
    return version.map { !Self.legacyVersions.contains($0) } ?? false
  }

  /// A GET or a DELETE of a client that has no sessions.
  var isModernWithoutMessage: Bool { version.map { !Self.legacyVersions.contains($0) } ?? false }

  /// Whether the client can read both kinds of answer, as it has to, whichever it gets.
  var acceptsBoth: Bool {
    let types = request.headers[canonicalForm: "accept"].map { $0.prefix { $0 != ";" }.lowercased() }
    let isAny = types.contains("*/*")
    let readsJSON = isAny || types.contains("application/json") || types.contains("application/*")
    let readsEvents = isAny || types.contains("text/event-stream") || types.contains("text/*")
    return readsJSON && readsEvents
  }

  /// Whether the body is said to be JSON.
  var isJSON: Bool {
    request.headers[canonicalForm: "content-type"].first?.prefix { $0 != ";" }.lowercased() == "application/json"
  }

  /// A modern caller repeats in headers what a proxy may route by, and the two must agree (MCP 2026-07-28).
  func checkMirrors(_ message: IncomingMessage) throws(MCPFailure) {
    try compare("MCP-Protocol-Version", version, message.declaredVersion)
    try compare("Mcp-Method", request.headers.first(name: "mcp-method"), message.method)
    let name = request.headers.first(name: "mcp-name")
    // An encoded name is left to those who route by it.
    if message.method == "tools/call", name?.hasPrefix("=?base64?") != true {
      try compare("Mcp-Name", name, message.name)
    }
  }

  private func compare(_ header: String, _ value: String?, _ body: String?) throws(MCPFailure) {
    guard let value, let body, value != body else { return }
    throw MCPFailure(.badRequest, -32020, "\(header) says \"\(value)\", the message says \"\(body)\"")
  }
}
