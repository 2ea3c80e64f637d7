import ArgumentParser

/// A command line: what it means, and how its failures are to be told.
struct Invocation {
  let arguments: [String]

  /// The command with its options, or the error that stands for help and version.
  func parse() throws -> any ParsableCommand {
    // What completion scripts ask.
    if arguments.first == "---completion" { return try RootCommand.parseAsRoot(arguments) }
    var arguments = arguments
    if arguments.first == "-v" { arguments[0] = "--version" }
    try refuseVersionElsewhere(arguments)
    try CommandPath(arguments).check()
    return try RootCommand.parseAsRoot(try BooleanFlags.normalise(arguments))
  }

  /// The parser's own errors, in our form.
  static func usageError(_ error: any Error, of path: CommandPath) -> CommandError {
    var message = RootCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    if message.hasSuffix(".") { message.removeLast() }
    return CommandError(.usage, message, hint: "see `\(path.name) --help`")
  }

  /// Whether an error is one JSON document on standard output: `--json` is there, and the command has it, or cannot be
  /// told (W-02).
  var wantsJSON: Bool {
    let flags = arguments.prefix { $0 != "--" }
    guard flags.contains(where: { $0 == "--json" || $0 == "--json=true" }) else { return false }
    let command = CommandPath(arguments).command
    return !command.configuration.subcommands.isEmpty || CommandFacts(command)?.flags.contains("json") == true
  }

  /// The parser would take it behind every command.
  private func refuseVersionElsewhere(_ arguments: [String]) throws(CommandError) {
    let flags = arguments.dropFirst().prefix { $0 != "--" }
    guard arguments.first != "--version" || !flags.isEmpty, let flag = flags.first(where: { $0 == "--version" }) else {
      return
    }
    throw CommandError(.usage, "unknown option \"\(flag)\"", hint: "`tunnel-client --version` shows the version")
  }
}
