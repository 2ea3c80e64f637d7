import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// The routes of MCP clients (Streamable HTTP): what they post becomes a command, and its answer their answer.
struct IngressEndpoint: Sendable {
  let relay: CommandRelay

  func addRoutes(to router: inout Router, behind guards: [any Middleware]) {
    for path in ["/v1/mcp/:tunnel", "/v1/mcp/:tunnel/:channel"] {
      router.on(.POST, at: path, behind: guards, handler: post)
      router.on(.DELETE, at: path, behind: guards, handler: delete)
      router.onAny(at: path, handler: refuse)
    }
  }

  /// A GET gets 405: MCP lets a server offer no stream of its own, and commands only ever go the other way here.
  @Sendable private func refuse(_ request: Request) async throws -> Response {
    if let refusal = relay.refusal(of: request) { return refusal.response }
    var response = APIError(
      .methodNotAllowed, code: "method_not_allowed", "POST a message, or DELETE a session; there is no stream to GET"
    ).response
    response.headers.add(name: "Allow", value: "POST, DELETE")
    return response
  }

  @Sendable private func post(_ request: Request) async throws -> Response {
    if let refusal = relay.refusal(of: request) { return refusal.response }
    if request.body.readableBytes == 0 { return JSONRPCFailure.parseError("the body is empty").response(id: nil) }
    let id: ByteBuffer?
    switch Self.scan(request.body) {
    case .success(let message):
      id = message.id.flatMap {
        request.body.getSlice(at: request.body.readerIndex + $0.lowerBound, length: $0.count)
      }
    case .failure(let error):
      let failure: JSONRPCFailure =
        error.isValidJSON ? .invalidRequest("\(error.reason)") : .parseError("\(error)")
      return failure.response(id: nil)
    }
    return try await relay.send(.jsonrpc(request.body), of: request, id: id)
  }

  @Sendable private func delete(_ request: Request) async throws -> Response {
    if let refusal = relay.refusal(of: request) { return refusal.response }
    guard request.headers.first(name: "mcp-session-id")?.isEmpty == false else {
      return APIError(.badRequest, code: "missing_mcp_session_id", "a DELETE needs an Mcp-Session-Id header").response
    }
    return try await relay.send(.sessionTermination, of: request)
  }

  private static func scan(_ body: ByteBuffer) -> Result<JSONRPCMessage, JSONError> {
    body.withUnsafeReadableBytes { bytes in
      Result { () throws(JSONError) in try JSONRPCMessage.scan(bytes) }
    }
  }
}
