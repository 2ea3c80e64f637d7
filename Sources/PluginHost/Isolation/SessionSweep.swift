import Glibc

/// Ends what a dead process left behind in its session: the children of a plugin that has crashed.
enum SessionSweep {
  /// `leader` must not have been reaped yet, or be a session that still has members: its number is nobody else's then.
  static func kill(session leader: Int) {
    guard leader > 1, let folder = opendir("/proc") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let pid = Int(name), pid != leader, session(of: pid) == leader else { continue }
      _ = Glibc.kill(pid_t(pid), SIGKILL)
    }
  }

  private static func session(of pid: Int) -> Int? {
    let session = getsid(pid_t(pid))
    return session < 0 ? nil : Int(session)
  }
}
