import Glibc
import Synchronization

/// The child that signals are for; nobody's number is 0.
private let child = Atomic<pid_t>(0)
private let isStopping = Atomic<Bool>(false)

/// Keeps one daemon running, in the foreground of a process that does nothing else (W-64).
public enum Supervisor {
  /// What it tells whoever keeps the records.
  public enum Event: Sendable {
    case started(pid: Int)
    case crashed(code: Int, count: Int)
    /// It ended because it was asked to, or by itself and without an error.
    case stopped
  }

  /// SIGTERM, SIGINT and SIGHUP ask the daemon to end, and this with it.
  ///
  /// - Returns: the daemon's last exit code, or 128 and its signal.
  /// - Throws: why it could not be started at all.
  public static func run(
    _ program: String, arguments: [String], environment: [String: String], output: String,
    tell: (Event) -> Void
  ) throws(LaunchFailure) -> Int {
    for number in [SIGTERM, SIGINT, SIGHUP] {
      signal(number) { _ in
        isStopping.store(true, ordering: .sequentiallyConsistent)
        let pid = child.load(ordering: .sequentiallyConsistent)
        if pid > 0 { kill(pid, SIGTERM) }
      }
    }
    var rule = RestartRule()
    while true {
      let begin = ContinuousClock.now
      let pid = try DetachedLaunch.start(
        program, arguments: arguments, environment: environment, output: output, ownSession: false)
      child.store(pid_t(pid), ordering: .sequentiallyConsistent)
      // A signal that came before the child was known.
      if isStopping.load(ordering: .sequentiallyConsistent) { kill(pid_t(pid), SIGTERM) }
      tell(.started(pid: pid))
      let code = DetachedLaunch.wait(for: pid)
      child.store(0, ordering: .sequentiallyConsistent)
      guard !isStopping.load(ordering: .sequentiallyConsistent),
        case .restart(let pause) = rule.decide(.init(code: code, lifetime: .now - begin))
      else {
        if code == 0 || isStopping.load(ordering: .sequentiallyConsistent) { tell(.stopped) }
        return code
      }
      tell(.crashed(code: code, count: rule.crashes))
      let end = ContinuousClock.now + pause
      while .now < end, !isStopping.load(ordering: .sequentiallyConsistent) { usleep(20_000) }
      if isStopping.load(ordering: .sequentiallyConsistent) {
        tell(.stopped)
        return 0
      }
    }
  }
}
