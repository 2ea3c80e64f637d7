import NIOCore

/// A message as a server-sent event: `data: <json>` and an empty line.
enum EventFrame {
  /// Below this size one copy is cheaper than three writes.
  private static let copyLimit = 16 << 10

  static func encode(_ message: ByteBuffer) -> [ByteBuffer] {
    let view = message.readableBytesView
    // White space between tokens may hold line ends, and a line end ends a data line.
    let isOneLine = !view.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    if isOneLine, message.readableBytes > copyLimit {
      return [ByteBuffer(string: "data: "), message, ByteBuffer(string: "\n\n")]
    }
    var frame = ByteBuffer()
    frame.reserveCapacity(message.readableBytes + 16)
    for line in view.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      frame.writeStaticString("data: ")
      frame.writeBytes(line)
      frame.writeStaticString("\n")
    }
    frame.writeStaticString("\n")
    return [frame]
  }
}
