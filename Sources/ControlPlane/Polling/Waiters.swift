import CurlHTTP

/// Tasks that wait for something to change. Each looks again for itself after it was woken.
@NetworkLoop
final class Waiters {
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated init() {}

  /// Returns at the next ``wakeAll()``, or when the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Cancelled before: the handler has run, and nobody else would resume.
        if Task.isCancelled { continuation.resume() } else { waiting.append(continuation) }
      }
    } onCancel: {
      NetworkLoop.execute { [self] in wakeAll() }
    }
  }

  func wakeAll() {
    let woken = waiting
    waiting = []
    for waiter in woken { waiter.resume() }
  }
}
