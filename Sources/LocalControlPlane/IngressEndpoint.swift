import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// The routes of MCP clients (Streamable HTTP): what they post becomes a command, and its answer their answer.
struct IngressEndpoint: Sendable {
  let tunnelID: String
  let timeout: Duration
  let exchange: CommandExchange

  func addRoutes(to router: inout Router) {
    for path in ["/v1/mcp/:tunnel", "/v1/mcp/:tunnel/:channel"] {
      router.on(.POST, at: path, handler: post)
      // A GET is answered with 405: MCP lets a server offer no stream of its own.
      router.on(.DELETE, at: path, handler: delete)
    }
  }

  @Sendable private func post(_ request: Request) async throws -> Response {
    if let refusal = refusal(of: request) { return refusal.response }
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
    return try await relay(.jsonrpc(request.body), of: request, id: id)
  }

  @Sendable private func delete(_ request: Request) async throws -> Response {
    if let refusal = refusal(of: request) { return refusal.response }
    guard request.headers.first(name: "mcp-session-id")?.isEmpty == false else {
      return APIError(.badRequest, code: "missing_mcp_session_id", "a DELETE needs an Mcp-Session-Id header").response
    }
    return try await relay(.sessionTermination, of: request, id: nil)
  }

  private func refusal(of request: Request) -> APIError? {
    guard request.parameters["tunnel"] == tunnelID else { return .unknownTunnel }
    guard ChannelName.isValid(request.parameters["channel"] ?? "main") else { return ChannelName.error }
    return nil
  }

  private func relay(_ payload: Command.Payload, of request: Request, id: ByteBuffer?) async throws -> Response {
    let number = exchange.nextNumber()
    let timeoutText = DurationText.make(timeout)
    let command = Command(
      requestID: "local-\(number)", shardToken: RandomToken.make(),
      channel: request.parameters["channel"] ?? "main", payload: payload,
      headers: CommandHeader.forwarded(from: request.headers), createdAt: Timestamp.now.rfc3339,
      responseTimeout: timeoutText)
    let call = PendingCall(
      requestID: command.requestID, rawID: id, timeoutText: timeoutText,
      acceptsEventStream: request.acceptsEventStream, exchange: exchange)
    let events = exchange.submit(command)
    let timer = request.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [exchange] in
      exchange.end(requestID: command.requestID, with: .timedOut)
    }
    return try await call.render(events, timer: timer)
  }

  private static func scan(_ body: ByteBuffer) -> Result<JSONRPCMessage, JSONError> {
    body.withUnsafeReadableBytes { bytes in
      Result { () throws(JSONError) in try JSONRPCMessage.scan(bytes) }
    }
  }
}

extension Request {
  /// Whether the caller can read server-sent events. `Accept: */*` is not enough to stream to it: who does not name
  /// the type gets one JSON document.
  fileprivate var acceptsEventStream: Bool {
    headers[canonicalForm: "accept"].contains { $0.lowercased().hasPrefix("text/event-stream") }
  }
}
