import HTTPServing
import LogPipeline
import NIOCore
import NIOHTTP1

/// Takes every secret that is known out of every answer of the listener but the page itself: a peer chooses the names of
/// tools, servers and methods, and an error may repeat what it was told (W-39, W-43).
struct RedactedAnswers: Middleware {
  let redactor: Redactor

  func handle(_ request: Request, next: Handler) async throws -> Response {
    var response = try await next(request)
    guard let type = response.headers.first(name: "content-type") else { return response }
    let isJSON = ["application/json", "application/x-ndjson"].contains { type.hasPrefix($0) }
    guard isJSON || type.hasPrefix("text/plain") else { return response }
    switch response.body {
    case .bytes(let buffer):
      response.body = .bytes(ByteBuffer(bytes: redactor.redactKnown(Array(buffer.readableBytesView), isJSON: isJSON)))
    case .chunks(let buffers):
      let whole = buffers.reduce(into: [UInt8]()) { $0 += $1.readableBytesView }
      response.body = .bytes(ByteBuffer(bytes: redactor.redactKnown(whole, isJSON: isJSON)))
    case .empty, .stream: break
    }
    return response
  }
}
