import HTTPServing
import NIOCore
import NIOHTTP1

/// A caller that waits for the answer of its command.
struct PendingCall: Sendable {
  let requestID: String
  /// The raw id of its JSON-RPC request.
  let rawID: ByteBuffer?
  let timeoutText: String
  let acceptsEventStream: Bool
  let urls: PublicURLs
  let exchange: CommandExchange

  /// Waits for the answer and turns it into an HTTP response; a stream goes on waiting.
  func render(_ events: AsyncStream<AnswerEvent>, timer: Scheduled<Void>) async throws -> Response {
    var iterator = events.makeAsyncIterator()
    while let event = await iterator.next() {
      switch event {
      case .notification(let first):
        // A caller that only reads JSON gets the final answer alone.
        guard acceptsEventStream else { continue }
        return stream(from: first, then: events, timer: timer)
      case .final(let answer):
        timer.cancel()
        return final(answer)
      case .timedOut:
        return JSONRPCFailure.timedOut(after: timeoutText).response(id: rawID)
      case .closed:
        timer.cancel()
        return JSONRPCFailure.closed.response(id: rawID)
      }
    }
    // The caller has left.
    abandon(timer)
    throw CancellationError()
  }

  private func final(_ answer: Answer) -> Response {
    guard let payload = answer.payload else {
      // Whatever 2xx the server has acknowledged a notification with, MCP asks for 202.
      let isAcknowledged = answer.kind == .acknowledgement && (200...299).contains(answer.code)
      return Response(
        status: isAcknowledged ? .accepted : HTTPResponseStatus(statusCode: answer.code),
        headers: AnswerHeaders.make(answer.headers, contentType: nil, metadataURL: urls.discovery))
    }
    if answer.kind == .oauthDiscovery {
      return Response(
        status: HTTPResponseStatus(statusCode: answer.code), headers: ["Content-Type": "application/json"],
        body: .bytes(ProtectedResource.rewrite(payload, resource: urls.mcp)))
    }
    if acceptsEventStream, (200...299).contains(answer.code), AnswerHeaders.namesEventStream(answer.headers) {
      return Response(
        status: .ok, headers: AnswerHeaders.eventStream(answer.headers, metadataURL: urls.discovery),
        body: .chunks(EventFrame.encode(payload)))
    }
    return Response(
      status: HTTPResponseStatus(statusCode: answer.code),
      headers: AnswerHeaders.json(answer.headers, metadataURL: urls.discovery), body: .bytes(payload))
  }

  private func stream(from first: Answer, then events: AsyncStream<AnswerEvent>, timer: Scheduled<Void>) -> Response {
    Response(
      status: .ok, headers: AnswerHeaders.eventStream(first.headers, metadataURL: urls.discovery),
      body: .stream { writer in
        defer { abandon(timer) }
        try await send(first.payload, to: writer)
        for await event in events {
          switch event {
          case .notification(let answer), .final(let answer): try await send(answer.payload, to: writer)
          case .timedOut:
            try await send(JSONRPCFailure.timedOut(after: timeoutText).message(id: rawID), to: writer)
          case .closed: try await send(JSONRPCFailure.closed.message(id: rawID), to: writer)
          }
        }
      })
  }

  private func send(_ payload: ByteBuffer?, to writer: ResponseWriter) async throws {
    guard let payload else { return }
    for piece in EventFrame.encode(payload) { try await writer.write(piece) }
  }

  private func abandon(_ timer: Scheduled<Void>) {
    timer.cancel()
    exchange.end(requestID: requestID)
  }
}
