/// An end of the companion that nobody asked for. Pure.
struct CloudflaredEnd: Sendable, Equatable {
  private let ending: CloudflaredProcess.Ending
  /// It ended before it was ready, and somebody else listens on the port that was meant for it.
  let lostPort: Int?

  init(_ ending: CloudflaredProcess.Ending, port: Int?) {
    self.ending = ending
    lostPort = port
  }

  var event: CloudflaredState.Event {
    switch ending {
    case .notStarted: .spawnFailed
    case .exited(let status): .exited(status)
    }
  }

  /// What to tell, after the state has learned of it.
  func error(_ state: CloudflaredState, _ limit: Duration) -> CloudflaredFailure {
    switch (ending, state) {
    case (_, .overdue): .overdue(limit)
    case (.notStarted(let why), _): .start(why)
    case (.exited(let status), .failedToStart): .start("cloudflared process exited: \(status)")
    case (.exited(let status), _): .exited(status)
    }
  }
}
