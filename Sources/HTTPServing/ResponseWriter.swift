public import NIOCore
import NIOHTTP1

/// Writes the body of a `ResponseBody.stream`.
public struct ResponseWriter: Sendable {
  let channel: any Channel

  /// Sends one piece and returns when the kernel has taken it: a slow reader slows the writer.
  ///
  /// Throws when the client has left or the server is shutting down.
  public func write(_ buffer: ByteBuffer) async throws {
    try Task.checkCancellation()
    try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer))).get()
  }

  /// Sends a piece of text.
  public func write(_ text: String) async throws {
    try await write(ByteBuffer(string: text))
  }
}
