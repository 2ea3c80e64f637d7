/// Tasks that wait for something to change. Each looks again for itself after it was woken: whoever is cancelled wakes all,
/// and the others go back to waiting.
@NetworkLoop
public final class Waiters {
  private var waiting: [CheckedContinuation<Void, Never>] = []

  public nonisolated init() {}

  /// Returns at the next ``wakeAll()``, or when the task is cancelled.
  public func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Cancelled before: the handler has run, and nobody else would resume.
        if Task.isCancelled { continuation.resume() } else { waiting.append(continuation) }
      }
    } onCancel: {
      NetworkLoop.execute { [self] in wakeAll() }
    }
  }

  public func wakeAll() {
    let woken = waiting
    waiting = []
    for waiter in woken { waiter.resume() }
  }
}
