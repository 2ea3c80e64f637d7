import Runtimes

/// Watches a daemon that was just started until it is clear what becomes of it.
struct LaunchWatch {
  let urlFile: String
  let pid: Int
  /// When the process started, for one that is not our child.
  let start: Int?
  let isCommand: Bool

  func run(_ patience: Duration) async -> LaunchJudgement.Look {
    let begin = ContinuousClock.now
    var judgement = LaunchJudgement(isCommand: isCommand, patience: patience)
    return await Progress.during("the daemon") { progress in
      while true {
        let look = await look()
        if let verdict = judgement.observe(look, at: .now - begin) { return verdict }
        if case .failing(let why) = look { progress.update("the daemon (\(why))") }
        try? await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func look() async -> LaunchJudgement.Look {
    if let code = DetachedLaunch.exitCode(of: pid) { return .ended(code: code) }
    let facts = KernelProcesses.facts(of: pid)
    guard facts.isAlive, start == nil || facts.start == start else { return .ended(code: nil) }
    return Self.look(
      await HealthCheck(
        locator: .urlFile(urlFile), process: nil, requiresPoll: false, maxPollAge: nil, timeout: .seconds(2)
      ).run())
  }

  static func look(_ report: HealthReport) -> LaunchJudgement.Look {
    guard report.healthz.ok else { return .silent }
    if report.readyz.ok { return .ready }
    return LaunchJudgement.look(notReady: report.readyz.body ?? report.readyz.error ?? "not ready")
  }
}
