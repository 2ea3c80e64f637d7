import Glibc
import Synchronization

/// Shows on standard error what a command waits for, once that takes more than a second: on a terminal a line that moves
/// and then disappears, elsewhere one plain line.
final class Progress: Sendable {
  private struct State {
    var text: String
    var isShown = false
    var isOver = false
  }

  private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
  private let state: Mutex<State>
  private let isInteractive = Terminal.isInteractive(STDERR_FILENO)

  private init(_ text: String) {
    state = Mutex(State(text: text))
  }

  /// Runs `work`. `text` completes "waiting for …"; ``update(_:)`` changes it.
  static func during<Result: Sendable>(
    _ text: String, _ work: (Progress) async throws -> Result
  ) async rethrows -> Result {
    let progress = Progress(text)
    let drawing = Task { await progress.draw() }
    defer {
      drawing.cancel()
      progress.clear()
    }
    return try await work(progress)
  }

  func update(_ text: String) {
    state.withLock { $0.text = text }
  }

  private func draw() async {
    guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
    guard isInteractive else { return show { "waiting for \($0)\n" } }
    var frame = 0
    while !Task.isCancelled {
      show { "\r\u{1B}[2K\(Self.frames[frame]) waiting for \($0)" }
      frame = (frame + 1) % Self.frames.count
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
    }
  }

  /// Under the lock: what is cleared stays cleared.
  private func show(_ line: (String) -> String) {
    state.withLock { state in
      guard !state.isOver else { return }
      state.isShown = true
      StandardError.write(line(state.text))
    }
  }

  private func clear() {
    state.withLock { state in
      state.isOver = true
      if state.isShown, isInteractive { StandardError.write("\r\u{1B}[2K") }
    }
  }
}
