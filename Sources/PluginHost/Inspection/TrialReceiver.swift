import CurlHTTP

/// Counts what comes of a trial's exchange, and waits for its end.
@NetworkLoop
final class TrialReceiver: ExchangeReceiver {
  private(set) var outcome: ExchangeOutcome?
  private(set) var hasResponse = false
  private(set) var ignored: IgnoredMessage?
  /// How often the end was reported.
  private(set) var ends = 0
  private var waiting: CheckedContinuation<Void, Never>?

  nonisolated init() {}

  func receive(_ event: ExchangeEvent) {
    switch event {
    case .head, .notification: break
    case .response: hasResponse = true
    case .ignored(let what): ignored = what
    case .finished(let outcome):
      self.outcome = outcome
      ends += 1
      resume()
    }
  }

  /// Returns at the end of the exchange, and at the latest after `limit`.
  func wait(_ limit: Duration) async {
    guard ends == 0 else { return }
    let timer = NetworkLoop.schedule(after: limit) { self.resume() }
    await withCheckedContinuation { waiting = $0 }
    timer.cancel()
  }

  /// Returns after `duration`: for what must not come.
  static func pause(_ duration: Duration) async {
    await withCheckedContinuation { continuation in
      _ = NetworkLoop.schedule(after: duration) { continuation.resume() }
    }
  }

  private func resume() {
    waiting?.resume()
    waiting = nil
  }
}
