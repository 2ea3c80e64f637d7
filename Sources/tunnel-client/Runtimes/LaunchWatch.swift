import Runtimes

/// Watches a daemon that was just started until it is clear what becomes of it.
struct LaunchWatch {
  let urlFile: String
  let pid: Int
  /// When the process started, for one that is not our child.
  let start: Int?

  enum Verdict: Equatable {
    case ready
    /// It answers, and what it waits for has not failed.
    case waiting(String)
    /// It answers, and something that it needs has failed; it keeps trying.
    case failing(String)
    case ended(code: Int?)
    case silent

    var isGood: Bool {
      switch self {
      case .ready, .waiting: true
      case .failing, .ended, .silent: false
      }
    }
  }

  /// A failure that lasts for so long is told; a server that restarts gets the time to.
  private static let grace = Duration.seconds(2)

  func run(_ patience: Duration) async -> Verdict {
    let end = ContinuousClock.now + patience
    var failingSince: ContinuousClock.Instant?
    var last = Verdict.silent
    return await Progress.during("the daemon") { progress in
      while true {
        if let ended = ended() { return ended }
        last = await look()
        if case .ready = last { return last }
        if case .failing(let why) = last {
          progress.update(why)
          if let failingSince, .now - failingSince > Self.grace { return last }
          failingSince = failingSince ?? .now
        } else {
          failingSince = nil
        }
        guard .now < end else { return last }
        try? await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func ended() -> Verdict? {
    if let code = DetachedLaunch.exitCode(of: pid) { return .ended(code: code) }
    let facts = KernelProcesses.facts(of: pid)
    return facts.isAlive && (start == nil || facts.start == start) ? nil : .ended(code: nil)
  }

  private func look() async -> Verdict {
    let report = await HealthCheck(
      locator: .urlFile(urlFile), process: nil, requiresPoll: false, maxPollAge: nil, timeout: .seconds(2)
    ).run()
    guard report.healthz.ok else { return .silent }
    if report.readyz.ok { return .ready }
    let reason = report.readyz.body ?? report.readyz.error ?? "not ready"
    return Self.isFailure(reason) ? .failing(reason) : .waiting(reason)
  }

  /// By the words of `/readyz` (operator spec 10.3).
  static func isFailure(_ reason: String) -> Bool {
    ["mcp probe failed", "mcp startup wait failed", "control plane refuses", "oauth discovery failed"]
      .contains { reason.hasPrefix($0) }
  }
}
