import ArgumentParser

/// A command line: what it means, and how its failures are to be told.
struct Invocation {
  let arguments: [String]

  /// The command with its options, or the error that stands for help and version.
  func parse() throws -> any ParsableCommand {
    // What completion scripts ask.
    if arguments.first == "---completion" { return try RootCommand.parseAsRoot(arguments) }
    try refuseVersionElsewhere()
    try CommandPath(arguments).check()
    return try RootCommand.parseAsRoot(try BooleanFlags.normalise(arguments))
  }

  /// The parser's own errors, in our form.
  static func usageError(_ error: any Error, of path: CommandPath) -> CommandError {
    var message = RootCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    if message.hasSuffix(".") { message.removeLast() }
    return CommandError(.usage, message, hint: "see `\(path.name) --help`")
  }

  /// Whether an error is one JSON document on standard output: `--json` is there, or `--print-json` of `dev proxy`, and
  /// the command has it, or cannot be told (W-02).
  var wantsJSON: Bool {
    let words = arguments.prefix { $0 != "--" }
    let given = ["json", "print-json"].filter { words.contains("--\($0)") || words.contains("--\($0)=true") }
    guard !given.isEmpty else { return false }
    let command = CommandPath(arguments).command
    guard command.configuration.subcommands.isEmpty else { return given.contains("json") }
    let flags = CommandFacts(command)?.flags ?? []
    return given.contains { flags.contains($0) }
  }

  /// The parser would take the root's flags behind every command, and do nothing about them.
  private func refuseVersionElsewhere() throws(CommandError) {
    let words = arguments.prefix { $0 != "--" }
    let flags = ["--version", "-v"]
    guard words.count > 1, let flag = words.first(where: flags.contains), words.contains(where: { !flags.contains($0) })
    else { return }
    throw CommandError(.usage, "\(flag) stands alone", hint: "`tunnel-client --version` shows the version")
  }
}
