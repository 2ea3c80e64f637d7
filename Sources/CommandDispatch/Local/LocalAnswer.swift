public import NIOCore

/// What a server said to a message of somebody on this machine.
public struct LocalAnswer: Sendable {
  /// An HTTP-style status, as a caller of the tunnel would have got it.
  public var code: Int
  /// Messages on the way, and the answer as the last one; a notification has none.
  public var messages: [ByteBuffer] = []
  /// Messages that were too much to keep.
  public var omitted = 0
  /// Nil: the answer is the server's own.
  public var failure: FailureNote?
  /// Up to the call of the plugin: the server had to be made ready first.
  public var preparing = Duration.zero
  /// From there to the answer; nil when no server was called.
  public var serving: Duration?

  init(code: Int) {
    self.code = code
  }
}
