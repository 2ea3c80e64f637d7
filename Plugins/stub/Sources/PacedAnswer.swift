internal import TunnelPluginKit
internal import TunnelPluginMCP

/// An answer that takes its time: it waits, reports, and at last responds. Let go of, it stops.
final class PacedAnswer: TimerTarget {
  private let host: Host
  private let exchange: Exchange
  private let reply: StubReply
  private let whenDone: () -> Void
  private var step = 0
  private var timer: Timer?

  init(_ reply: StubReply, _ exchange: Exchange, host: Host, whenDone: @escaping () -> Void) {
    self.reply = reply
    self.exchange = exchange
    self.host = host
    self.whenDone = whenDone
  }

  func begin() throws(PluginError) {
    timer = try Timer(host, after: reply.pace.milliseconds, target: self)
  }

  func fired(_ timer: Timer) {
    step += 1
    if let message = reply.notification(step: step), case .over = message.withUnsafeBytes({ exchange.emit($0) }) {
      return whenDone()
    }
    guard step < reply.pauses else {
      exchange.respond(reply.response)
      return whenDone()
    }
    do throws(PluginError) {
      try begin()
    } catch {
      exchange.finish(.internal, detail: error.message)
      whenDone()
    }
  }
}
