import Glibc

/// Starts a program without our descriptors, its output in a file; mostly in a session of its own, without a terminal.
public enum DetachedLaunch {
  /// `POSIX_SPAWN_SETSID` of glibc, whose header hides it.
  private static let newSession: Int32 = 0x80

  /// Starts `program`, an absolute path that is also the first of its arguments.
  ///
  /// - Returns: the process's number. It is our child: ``exitCode(of:)`` asks whether it ended.
  /// - Throws: the system's reason.
  public static func start(
    _ program: String, arguments: [String], environment: [String: String], output: String, ownSession: Bool = true
  ) throws(LaunchFailure) -> Int {
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // A terminal stays: when nobody holds it any more, it hangs up.
    if ownSession { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16((ownSession ? newSession : 0) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))
    var pid = pid_t()
    let failure = CStrings.withPointers([program] + arguments) { arguments in
      CStrings.withPointers(environment.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawn(&pid, program, &actions, &attributes, arguments, environment)
      }
    }
    guard failure == 0 else { throw LaunchFailure("\(program) cannot be started", number: failure) }
    return Int(pid)
  }

  /// Of a child that has ended: its exit code, or 128 and the signal that ended it. Nil while it runs.
  public static func exitCode(of pid: Int) -> Int? {
    var status: CInt = 0
    guard waitpid(pid_t(pid), &status, WNOHANG) == pid_t(pid) else { return nil }
    return code(status)
  }

  /// The same, once it has ended.
  static func wait(for pid: Int) -> Int {
    var status: CInt = 0
    while waitpid(pid_t(pid), &status, 0) < 0, errno == EINTR {}
    return code(status)
  }

  private static func code(_ status: CInt) -> Int {
    let signal = status & 0x7f
    return Int(signal == 0 ? (status >> 8) & 0xff : 128 + signal)
  }
}
