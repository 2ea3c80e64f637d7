internal import TunnelPluginKit

/// The embedded MCP server: a pure function from request to response.
///
/// It speaks both generations: `initialize` and what follows of 2024-11-05 to 2025-11-25, and the stateless requests of
/// 2026-07-28, told apart request by request (`ProtocolEra`).
struct StubServer {
  let name: String
  let version: String
  let tools: [StubTool]

  /// `hasTestTools`: with the tools that are slow, large, and so on.
  init(name: String = "mcp-stub", version: String = "0.1.0", hasTestTools: Bool = false) {
    self.name = name
    self.version = version
    tools = hasTestTools ? StubTool.allCases : StubTool.standard
  }

  /// What to send, and when. `id` is the raw token of the request's id.
  func answer(_ message: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> StubReply {
    var pace = ToolOutcome.Pace()
    var writer = JSONWriter(capacity: 512)
    writer.object { response in
      response.member("jsonrpc", "2.0")
      response.key("id")
      response.raw(id)
      do throws(RPCError) {
        let result = try result(of: StubRequest(message))
        if case .call(let outcome, _) = result { pace = outcome.pace }
        response.key("result")
        response.object { result.write(to: &$0, server: self) }
      } catch {
        response.key("error")
        error.write(to: &response)
      }
    }
    return StubReply(pace: pace, response: writer.bytes)
  }

  private func result(of request: StubRequest) throws(RPCError) -> StubResult {
    let era = try ProtocolEra(of: request)
    switch (request.method, era) {
    case ("initialize", .legacy):
      let requested = request.parameters?["protocolVersion"]?.string
      return .initialize(version: ProtocolEra.legacyVersions.first { $0 == requested } ?? ProtocolEra.legacyVersions[0])
    case ("ping", .legacy):
      return .empty
    case ("server/discover", .modern):
      return .discover
    case ("tools/list", _):
      if let cursor = request.parameters?["cursor"], cursor.kind != .null {
        throw .invalidParameters("unknown cursor; the list has one page")
      }
      return .tools(era)
    case ("tools/call", _):
      guard let name = request.parameters?["name"]?.string else {
        throw .invalidParameters("params.name must be a string")
      }
      guard let tool = StubTool(rawValue: name), tools.contains(tool) else {
        throw .invalidParameters("unknown tool '\(name)'")
      }
      return .call(try tool.call(StubToolCall(tool: name, request: request, era: era), server: self), era)
    default:
      throw .methodNotFound(request.method)
    }
  }
}
