import ArgumentParser
import Glibc

/// An error that ends the process: one message on standard error, exit code 1 (operator spec 1.3, 1.4).
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ error: some CustomStringConvertible) {
    description = error.description
  }

  /// Ends the process for whatever a command threw. Help and version are no errors.
  static func exit(_ error: any Error) -> Never {
    // A command that has said everything itself, such as a negative result.
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    let isHelp = RootCommand.exitCode(for: error) == .success
    let text: String
    if isHelp {
      text = RootCommand.fullMessage(for: error)
    } else if let failure = error as? Failure {
      text = failure.description
    } else {
      let message = RootCommand.message(for: error).split(separator: "\n").joined(separator: " ")
      text = message + (message.hasSuffix(".") ? "" : ".") + " See --help behind the command, or `tunnel-client --help`"
    }
    if !text.isEmpty { write(text, to: isHelp ? STDOUT_FILENO : STDERR_FILENO) }
    Glibc.exit(isHelp ? 0 : 1)
  }

  private static func write(_ text: String, to descriptor: CInt) {
    var line = text.hasSuffix("\n") ? text : text + "\n"
    line.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
