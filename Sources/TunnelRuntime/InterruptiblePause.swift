import CurlHTTP

/// A wait between two looks at something, which whoever has news cuts short. One at a time.
@NetworkLoop
final class InterruptiblePause {
  private var task: Task<Void?, Never>?

  nonisolated init() {}

  /// Returns early when it is ended, or its own task is cancelled.
  func wait(_ duration: Duration) async {
    let task = Task { try? await LoopClock.sleep(for: duration) }
    self.task = task
    await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    self.task = nil
  }

  func end() {
    task?.cancel()
  }
}
