import HTTPServing
import NIOCore
import NIOHTTP1

/// Turns a caller's request into a command and waits for its answer.
struct CommandRelay: Sendable {
  let tunnelID: String
  let timeout: Duration
  let clientLastSeenTimeout: Duration
  let exchange: CommandExchange

  /// Why a request cannot become a command, by its path alone.
  func refusal(of request: Request) -> APIError? {
    guard request.parameters["tunnel"] == tunnelID else { return .unknownTunnel }
    guard ChannelName.isValid(request.parameters["channel"] ?? "main") else { return ChannelName.error }
    return nil
  }

  func send(_ payload: Command.Payload, of request: Request, id: ByteBuffer? = nil) async throws -> Response {
    guard exchange.hasSeenClient(within: clientLastSeenTimeout) else {
      return JSONRPCFailure.noClient(for: DurationText.make(clientLastSeenTimeout)).response(id: id)
    }
    let number = exchange.nextNumber()
    let timeoutText = DurationText.make(timeout)
    let command = Command(
      requestID: "local-\(number)", shardToken: RandomToken.make(),
      channel: request.parameters["channel"] ?? "main", payload: payload,
      headers: CommandHeader.forwarded(from: request.headers), createdAt: Timestamp.now.rfc3339,
      responseTimeout: timeoutText)
    let call = PendingCall(
      requestID: command.requestID, rawID: id, timeoutText: timeoutText,
      acceptsEventStream: request.acceptsEventStream, urls: PublicURLs(request, tunnelID: tunnelID),
      exchange: exchange)
    let events = exchange.submit(command)
    let timer = request.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [exchange] in
      exchange.end(requestID: command.requestID, with: .timedOut)
    }
    return try await call.render(events, timer: timer)
  }
}

extension Request {
  /// Whether the caller can read server-sent events. `Accept: */*` is not enough to stream to it: who does not name
  /// the type gets one JSON document.
  fileprivate var acceptsEventStream: Bool {
    headers[canonicalForm: "accept"].contains { $0.lowercased().hasPrefix("text/event-stream") }
  }
}
