public import NIOCore
import NIOHTTP1

/// Writes the body of a `ResponseBody.stream`.
public struct ResponseWriter: Sendable {
  let channel: any Channel
  let timeout: Duration
  let timer: NIOLoopBound<ConnectionTimer>

  /// Sends one piece and returns when the kernel has taken it: a slow reader slows the writer, and one that takes
  /// nothing for `ServerLimits.writeTimeout` is cut off.
  ///
  /// Throws when the client has left or the server is shutting down.
  public func write(_ buffer: ByteBuffer) async throws {
    try Task.checkCancellation()
    onLoop { timer.value.set(timeout) }
    try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer))).get()
    onLoop { timer.value.clear() }
  }

  /// Handlers run there already, unless they have started a task of another kind.
  private func onLoop(_ body: @escaping @Sendable () -> Void) {
    if channel.eventLoop.inEventLoop { body() } else { channel.eventLoop.execute(body) }
  }

  /// Sends a piece of text.
  public func write(_ text: String) async throws {
    try await write(ByteBuffer(string: text))
  }
}
