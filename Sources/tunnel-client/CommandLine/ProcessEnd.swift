import ArgumentParser
import Glibc
import LogPipeline

/// Ends the process with what became of its command: output, exit code (operator spec 1.3, 1.4).
enum ProcessEnd {
  /// For an error of the command line, before anything was done; help and version come as errors, too.
  static func afterParsing(_ error: any Error, _ invocation: Invocation) -> Never {
    if RootCommand.exitCode(for: error) == .success { help(error) }
    fail((error as? CommandError) ?? invocation.usageError(error), invocation)
  }

  /// For an error of the command itself.
  static func afterRunning(_ error: any Error, _ invocation: Invocation) -> Never {
    switch error {
    case let error as CommandError: fail(error, invocation)
    // A result that says no; it has been told.
    case let code as ExitCode: leave(code.rawValue)
    case let error as ValidationError: fail(CommandError(.usage, error.message), invocation)
    default:
      if RootCommand.exitCode(for: error) == .success { help(error) }
      fail(CommandError(.failed, RootCommand.message(for: error)), invocation)
    }
  }

  private static func help(_ error: any Error) -> Never {
    var text = RootCommand.fullMessage(for: error)
    if text == RootCommand.helpMessage() { text = PluginCommands.added(to: text) }
    StandardOutput.write(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
    leave(0)
  }

  /// With `code`, unless a result got lost: whoever redirects output to a full disk has to learn that from the code.
  static func leave(_ code: CInt) -> Never {
    guard let problem = StandardOutput.problem else { exit(code) }
    StandardError.write("\(problem); look where it leads, and at the space there\n")
    exit(1)
  }

  private static func fail(_ error: CommandError, _ invocation: Invocation) -> Never {
    // Somebody may have put a key where an id belongs.
    let error = error.redacted(Redactor().redactSentence)
    if invocation.wantsJSON {
      StandardOutput.write(error.json)
    } else {
      StandardError.write(error.description + "\n")
    }
    leave(1)
  }
}
