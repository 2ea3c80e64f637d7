import Glibc

/// How often a service manager wants to hear that the process is alive (sd_watchdog_enabled(3)). Pure.
public enum WatchdogInterval {
  /// Half of what the manager allows; nil when it does not ask, or asks another process.
  public static func read(microseconds: String?, pid: String?) -> Duration? {
    if let pid, pid != "\(getpid())" { return nil }
    guard let limit = microseconds.flatMap({ Int64($0) }), limit > 1 else { return nil }
    return .microseconds(limit / 2)
  }
}
