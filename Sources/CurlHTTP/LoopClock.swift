/// Sleeping on the loop, without a hop to another executor's timer.
@NetworkLoop
public enum LoopClock {
  /// Returns after `duration`, or throws at once when the task is cancelled.
  public static func sleep(for duration: Duration) async throws(CancellationError) {
    if Task.isCancelled { throw CancellationError() }
    let gate = Gate()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in gate.arm(continuation, for: duration) }
    } onCancel: {
      NetworkLoop.execute { gate.open() }
    }
    if Task.isCancelled { throw CancellationError() }
  }

  /// The runtime may hop on the way from the cancellation handler to the continuation, so that a cancellation can come
  /// before the sleep has begun.
  @NetworkLoop
  private final class Gate {
    private var continuation: CheckedContinuation<Void, Never>?
    private var timer: LoopTimer?
    private var isOpen = false

    func arm(_ continuation: CheckedContinuation<Void, Never>, for duration: Duration) {
      guard !isOpen else { return continuation.resume() }
      self.continuation = continuation
      timer = NetworkLoop.schedule(after: duration) { [weak self] in self?.open() }
    }

    func open() {
      isOpen = true
      timer?.cancel()
      continuation?.resume()
      continuation = nil
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded up.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
