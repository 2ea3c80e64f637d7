import ArgumentParser
import Glibc
import LogPipeline

/// Ends the process with what became of its command: output, exit code (operator spec 1.3, 1.4).
enum ProcessEnd {
  /// For an error of the command line, before anything was done; help and version come as errors, too.
  static func afterParsing(_ error: any Error, _ invocation: Invocation) -> Never {
    if RootCommand.exitCode(for: error) == .success { help(error) }
    fail((error as? CommandError) ?? Invocation.usageError(error, of: CommandPath(invocation.arguments)), invocation)
  }

  /// For an error of the command itself.
  static func afterRunning(_ error: any Error, _ invocation: Invocation) -> Never {
    switch error {
    case let error as CommandError: fail(error, invocation)
    // A result that says no; it has been told.
    case let code as ExitCode: exit(code.rawValue)
    case let error as ValidationError: fail(CommandError(.usage, error.message), invocation)
    default:
      if RootCommand.exitCode(for: error) == .success { help(error) }
      fail(CommandError(.failed, RootCommand.message(for: error)), invocation)
    }
  }

  private static func help(_ error: any Error) -> Never {
    let text = RootCommand.fullMessage(for: error)
    StandardOutput.write(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
    exit(0)
  }

  private static func fail(_ error: CommandError, _ invocation: Invocation) -> Never {
    // Somebody may have put a key where an id belongs.
    let error = error.redacted(Redactor().redactSentence)
    if invocation.wantsJSON {
      StandardOutput.write(error.json)
    } else {
      StandardError.write(error.description + "\n")
    }
    exit(1)
  }
}
