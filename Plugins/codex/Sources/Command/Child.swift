internal import CodexNative
internal import Glibc

/// A child process of a command, with pipes on all three sides and a process group of its own.
///
/// Not the host's process service: a command owns its thread and waits for its child, its input and its end at once, and
/// what the child says on the errors' side is part of its answer.
final class Child {
  private let pid: pid_t
  /// -1 once it is closed.
  private(set) var input: Int32
  let output: Int32
  let errors: Int32
  private(set) var isReaped = false
  private(set) var status: Int32 = 0

  /// - Throws: the system's reason.
  init(
    program: String, arguments: [String], environment: [String: String], directory: String? = nil
  ) throws(CommandFailure) {
    let pipes = try Self.pipes()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[0], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[3], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[5], STDERR_FILENO)
    if let directory { _ = codex_spawn_in(&actions, directory) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the host ignores or traps must not be inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let argv = ([program] + arguments).map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, program, &actions, &attributes, argv, envp)
    for end in [pipes[0], pipes[3], pipes[5]] { close(end) }
    guard failure == 0 else {
      for end in [pipes[1], pipes[2], pipes[4]] { close(end) }
      throw CommandFailure(.failed, "cannot start \(program): \(String(cString: strerror(failure)))")
    }
    self.pid = pid
    (input, output, errors) = (pipes[1], pipes[2], pipes[4])
  }

  /// Whoever lets go of it ends it.
  deinit {
    if !isReaped {
      kill(-pid, SIGKILL)
      waitpid(pid, &status, 0)
    }
    closeInput()
    close(output)
    close(errors)
  }

  func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }

  func signal(_ signal: Int32) {
    if !isReaped { kill(-pid, signal) }
  }

  /// Whether it has ended.
  func reap() -> Bool {
    if isReaped { return true }
    guard waitpid(pid, &status, WNOHANG) == pid else { return false }
    isReaped = true
    return true
  }

  /// Its exit code; nil when a signal ended it, or it lives.
  var exitCode: Int32? {
    guard isReaped, status & 0x7F == 0 else { return nil }
    return status >> 8 & 0xFF
  }

  /// Read and write ends of three pipes.
  private static func pipes() throws(CommandFailure) -> [Int32] {
    var ends: [Int32] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard codex_pipe(&pair, O_CLOEXEC) == 0 else {
        let reason = String(cString: strerror(errno))
        for end in ends { close(end) }
        throw CommandFailure(.failed, "no pipe: \(reason)")
      }
      ends += pair
    }
    return ends
  }
}
