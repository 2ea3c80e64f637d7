import NIOCore
import NIOHTTP1

/// Server-sent events as this server writes them (operator spec 23.3).
enum EventStream {
  static let headers: HTTPHeaders = [
    "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform",
  ]

  /// `event: message` with one JSON document, which has no line end in it.
  static func frame(_ pieces: [ByteBuffer]) -> ByteBuffer {
    var frame = ByteBuffer()
    frame.reserveCapacity(pieces.reduce(32) { $0 + $1.readableBytes })
    frame.writeString("event: message\ndata: ")
    for piece in pieces { frame.writeImmutableBuffer(piece) }
    frame.writeString("\n\n")
    return frame
  }
}
