import CurlHTTP
import NIOCore
import PluginHost
import Synchronization

/// One message on its way through the plugin, with its events as a stream.
struct BindingCall: Sendable {
  let events: AsyncStream<ExchangeEvent>

  /// Nil when the plugin refused the call. When the stream is let go of before its end, the call is cancelled.
  @NetworkLoop
  static func start(_ call: Binding.Call, on binding: any ChannelBinding) -> BindingCall? {
    let (events, continuation) = AsyncStream.makeStream(of: ExchangeEvent.self)
    guard let exchange = binding.start(call, receiver: Receiver(continuation)) else { return nil }
    continuation.onTermination = { reason in
      guard case .cancelled = reason else { return }
      NetworkLoop.execute { binding.cancel(exchange, reason: .deadline) }
    }
    return BindingCall(events: events)
  }

  private final class Receiver: ExchangeReceiver {
    private let continuation: AsyncStream<ExchangeEvent>.Continuation

    nonisolated init(_ continuation: AsyncStream<ExchangeEvent>.Continuation) {
      self.continuation = continuation
    }

    func receive(_ event: ExchangeEvent) {
      continuation.yield(event)
      if case .finished = event { continuation.finish() }
    }
  }
}
