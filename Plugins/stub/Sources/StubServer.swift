internal import TunnelPluginKit
internal import TunnelPluginMCP

/// The embedded MCP server: a pure function from request to response.
struct StubServer {
  let tools: [StubTool]
  private let server: ToolServer

  private static let instructions =
    "A stub for trying out a tunnel. Ask it to echo a text, to write one in capitals, or to describe itself."

  /// `hasTestTools`: with the tools that are slow, large, and so on.
  init(name: String = "mcp-stub", version: String = "0.1.0", hasTestTools: Bool = false) {
    let tools = hasTestTools ? StubTool.allCases : StubTool.standard
    self.tools = tools
    server = ToolServer(ServerIdentity(name: name, version: version, instructions: Self.instructions)) { list in
      for tool in tools { tool.describe(to: &list) }
    }
  }

  var name: String { server.identity.name }
  var version: String { server.identity.version }

  /// What to send, and when. `id` is the raw token of the request's id.
  func answer(_ message: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> StubReply {
    var pace = ToolOutcome.Pace()
    let response = server.response(to: id) { () throws(RPCError) in
      let request = RPCRequest(message)
      let era = try ProtocolEra(of: request)
      guard request.method == "tools/call" else { return try server.result(of: request, era) }
      let outcome = try call(request, era)
      pace = outcome.pace
      return .call(era, resultType: outcome.question == nil ? "complete" : "input_required") { outcome.write(to: &$0) }
    }
    return StubReply(pace: pace, response: response)
  }

  private func call(_ request: RPCRequest, _ era: ProtocolEra) throws(RPCError) -> ToolOutcome {
    guard let name = request.parameters?["name"]?.string else {
      throw .invalidParameters("params.name must be a string")
    }
    guard let tool = StubTool(rawValue: name), tools.contains(tool) else {
      throw .invalidParameters("unknown tool '\(name)'")
    }
    return try tool.call(StubToolCall(tool: name, request: request, era: era), server: self)
  }
}
