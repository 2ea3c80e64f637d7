import CurlHTTP
import NIOCore
import RawJSON

/// Slices a poll's answer into commands (dataplane spec section 4).
enum PollDecoder {
  /// Throws only when the whole body is unusable; a bad element costs nothing but itself. `receivedAt` is when the head
  /// of the answer was there.
  static func decode(
    _ body: ByteBuffer, receivedAt: ContinuousClock.Instant, forwardsTraceContext: Bool = false
  ) throws(JSONError) -> [PolledItem] {
    try body.slicing { bytes throws(JSONError) in
      var cursor = JSONCursor(bytes, limits: JSONLimits(maxBytes: HTTPClient.defaultBodyLimit))
      var items: [PolledItem] = []
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        guard key == "commands", try cursor.peekKind() == .array else {
          _ = try cursor.skipValue()
          continue
        }
        try cursor.beginArray()
        while try cursor.nextElement() {
          let range = try cursor.skipValue()
          items.append(
            CommandDecoder.decode(body.slice(range), receivedAt: receivedAt, forwardsTraceContext: forwardsTraceContext)
          )
        }
      }
      try cursor.end()
      return items
    }
  }
}
