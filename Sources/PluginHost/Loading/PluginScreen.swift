import CPipes
import Glibc

/// Opens a plugin file in a process of its own first, so that one that crashes, exits or hangs when it is loaded or
/// listed takes no more than that process with it.
///
/// This is no sandbox: the process has the host's rights.
public struct PluginScreen: Sendable {
  /// What the child ends with once it has seen everything; a code that no plugin is likely to end a process with.
  public static let passed: CInt = 73

  let executable: String
  let arguments: [String]
  let patience: Duration

  /// - Parameters:
  ///   - executable: The program to run; it calls `survive`.
  ///   - arguments: What it is told; the file's path comes behind them.
  ///   - patience: How long it may take.
  public init(executable: String, arguments: [String], patience: Duration = .seconds(10)) {
    self.executable = executable
    self.arguments = arguments
    self.patience = patience
  }

  /// The child's part: loads and lists the file, and ends the process. What is wrong in an orderly way is for the
  /// parent to find again.
  public static func survive(_ path: String) -> Never {
    _ = try? PluginLibrary(path: path)
    // No destructor of the library may have the last word.
    _exit(passed)
  }

  /// What happened to the child; nil when nothing did. Blocks until then.
  func objection(to path: String) -> PluginLoadFailure.Reason? {
    // Both ends are closed on exec; the child gets a copy that is not, and its end is the end of the pipe.
    var (ours, theirs): (CInt, CInt) = (-1, -1)
    guard tunnel_pipe(&ours, &theirs) == 0 else { return nil }
    defer { close(ours) }
    let child = spawn(path, holding: theirs)
    close(theirs)
    // A machine that cannot spawn now is not the plugin's fault.
    guard let child else { return nil }
    var watched = pollfd(fd: ours, events: Int16(POLLIN), revents: 0)
    let milliseconds = patience.components.seconds * 1000 + patience.components.attoseconds / 1_000_000_000_000_000
    let deadline = ContinuousClock.now + patience
    var count = poll(&watched, 1, CInt(clamping: milliseconds))
    while count < 0, errno == EINTR, .now < deadline { count = poll(&watched, 1, 100) }
    // What it has started goes with it.
    kill(-child, SIGKILL)
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard count > 0 else { return .crashed("does not come back when it is loaded or listed") }
    // WIFEXITED, WEXITSTATUS and WTERMSIG are macros.
    let signal = status & 0x7F
    guard signal == 0 else {
      return .crashed("crashes the process when it is loaded or listed: \(String(cString: strsignal(signal)))")
    }
    let code = (status >> 8) & 0xFF
    return code == Self.passed ? nil : .crashed("ends the process when it is loaded or listed, with exit code \(code)")
  }

  private func spawn(_ path: String, holding end: CInt) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for descriptor in 0..<CInt(3) {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, end, Self.heldEnd)
    // Worker threads block most signals, and a child inherits that.
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var environment = HostEnvironment.current()
    // A crash is what is looked for; nobody reads where it was.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    let words = [executable] + arguments + [path]
    var argumentList = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in argumentList + variables { free(word) } }
    var child: pid_t = 0
    guard posix_spawn(&child, executable, &actions, &attributes, &argumentList, &variables) == 0 else { return nil }
    return child
  }

  private static let heldEnd: CInt = 3
}
