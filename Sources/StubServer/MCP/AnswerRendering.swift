import HTTPServing
import NIOCore
import NIOHTTP1
import PluginHost
import RawJSON

/// Turns what the plugin reports into an HTTP answer: events, or an acknowledgement.
struct AnswerRendering: Sendable {
  let isModern: Bool
  /// The session that begins with this answer.
  let newSession: String?
  /// The raw token of the request's id.
  let id: ByteBuffer?

  func render(_ events: AsyncStream<ExchangeEvent>, expectsAnswer: Bool) async -> Response {
    var iterator = events.makeAsyncIterator()
    while let event = await iterator.next() {
      switch event {
      case .head, .ignored: continue
      case .response(let pieces): return whole(pieces)
      case .notification(let first): return stream(from: first, then: events)
      case .finished(let outcome):
        if !expectsAnswer, outcome.failure == .none { return Response(status: .accepted) }
        return failure(outcome).response(id: id)
      }
    }
    // The caller has left; nobody reads this.
    return Response(status: .serviceUnavailable)
  }

  private func whole(_ pieces: [ByteBuffer]) -> Response {
    // Only modern errors have a status of their own (MCP 2026-07-28); a legacy one is an answer like any other.
    if isModern, let status = Self.errorStatus(pieces) {
      return Response(status: status, headers: ["Content-Type": "application/json"], body: .chunks(pieces))
    }
    return Response(status: .ok, headers: headers, body: .bytes(EventStream.frame(pieces)))
  }

  private func stream(from first: ByteBuffer, then events: AsyncStream<ExchangeEvent>) -> Response {
    Response(
      status: .ok, headers: headers,
      body: .stream { writer in
        try await writer.write(EventStream.frame([first]))
        for await event in events {
          switch event {
          case .head, .ignored: continue
          case .notification(let message): try await writer.write(EventStream.frame([message]))
          case .response(let pieces): try await writer.write(EventStream.frame(pieces))
          case .finished(let outcome):
            guard outcome.failure != .none, case .bytes(let body) = failure(outcome).response(id: id).body else {
              continue
            }
            try await writer.write(EventStream.frame([body]))
          }
        }
      })
  }

  private var headers: HTTPHeaders {
    var headers = EventStream.headers
    if let newSession { headers.add(name: "Mcp-Session-Id", value: newSession) }
    return headers
  }

  private func failure(_ outcome: ExchangeOutcome) -> MCPFailure {
    MCPFailure(.internalServerError, -32603, outcome.detail.isEmpty ? "the server failed" : outcome.detail)
  }

  /// Nil for a result.
  private static func errorStatus(_ pieces: [ByteBuffer]) -> HTTPResponseStatus? {
    var message = ByteBuffer()
    for piece in pieces { message.writeImmutableBuffer(piece) }
    let code: Int? = message.withUnsafeReadableBytes { bytes in
      do throws(JSONError) {
        guard let range = try JSONRPCMessage.scan(bytes, limits: JSONLimits(maxBytes: 64 << 20)).error else {
          return nil
        }
        var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          let isCode = key == "code"
          if isCode { return try cursor.readInteger(as: Int.self) }
          _ = try cursor.skipValue()
        }
      } catch {
        return nil
      }
      return nil
    }
    return switch code {
    case nil: nil
    case -32601: .notFound
    case -32700, -32600, -32602, -32020, -32021, -32022: .badRequest
    default: .ok
    }
  }
}
