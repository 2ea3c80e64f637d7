import Logging
import NIOCore

/// Stops accepting for a moment when the process is out of descriptors.
///
/// The listening socket stays readable then, and the loop would spin on it at full speed. NIO's own
/// `AcceptBackoffHandler` delays the next read only, while the one that failed stays pending; turning `autoRead` off
/// takes the socket out of the selector.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let logger: Logger
  private var isPausing = false

  init(logger: Logger) {
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isPausing, let options = context.channel.syncOptions else { return }
    isPausing = true
    logger.warning("cannot accept a connection", metadata: ["error": "\(error)"])
    try? options.setOption(.autoRead, value: false)
    context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(200)) {
      self.isPausing = false
      try? options.setOption(.autoRead, value: true)
    }
  }
}
