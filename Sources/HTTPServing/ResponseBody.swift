public import NIOCore

/// The body of an answer.
public enum ResponseBody: Sendable {
  /// Nothing.
  case empty
  /// One buffer.
  case bytes(ByteBuffer)
  /// Buffers that are sent one after the other in one vectored write, never joined.
  case chunks([ByteBuffer])
  /// A body that is written while it is being made (server-sent events).
  ///
  /// The task that runs the closure is cancelled when the client leaves or the server shuts down.
  case stream(@Sendable (ResponseWriter) async throws -> Void)
}
