import Glibc

/// Becomes another program: same number, same session, output in a file. Standard input stays: a terminal that nobody
/// holds any more hangs up, and its session with it.
public enum ProcessReplacement {
  /// Comes back only when it fails.
  public static func become(
    _ program: String, arguments: [String], environment: [String: String], output: String
  ) -> LaunchFailure {
    let log = open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0, dup2(log, STDOUT_FILENO) >= 0, dup2(log, STDERR_FILENO) >= 0 else {
      return LaunchFailure("\(output) cannot be written", number: errno)
    }
    CStrings.withPointers([program] + arguments) { arguments in
      CStrings.withPointers(environment.map { "\($0.key)=\($0.value)" }) { environment in
        _ = execve(program, arguments, environment)
      }
    }
    return LaunchFailure("\(program) cannot be started", number: errno)
  }
}
