internal import ArgumentParser

/// A command that does something, given what it was called with.
protocol RunnableCommand: ParsableCommand {
  /// Whether errors are JSON, too.
  var json: Bool { get }
  /// Its JSON is one document a line.
  var printsLines: Bool { get }

  /// - Returns: the exit code.
  func run(_ context: CommandContext) throws(CommandFailure) -> Int32
}

extension RunnableCommand {
  var printsLines: Bool { false }
}
