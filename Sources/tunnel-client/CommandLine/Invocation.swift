import ArgumentParser

/// A command line: what it means, and how its failures are to be told.
struct Invocation {
  let arguments: [String]

  init(arguments: [String]) {
    self.arguments = GroupFlags.behindCommand(arguments)
  }

  /// What a plugin is to answer: its command, or the help of it. Nil for everything of ours.
  var pluginCommand: PluginCommandRun? {
    guard let first = arguments.first, !first.hasPrefix("-") else { return nil }
    if first == "help", arguments.count > 1 {
      guard !HelpTopic.all.contains(where: { $0.name == arguments[1] }) else { return nil }
      return PluginCommands.find(arguments[1]).map {
        PluginCommandRun(command: $0, arguments: Array(arguments.dropFirst()) + ["--help"])
      }
    }
    return PluginCommands.find(first).map { PluginCommandRun(command: $0, arguments: arguments) }
  }

  /// The command with its options, or the error that stands for help and version.
  func parse() throws -> any ParsableCommand {
    // What completion scripts ask.
    if arguments.first == "---completion" { return try RootCommand.parseAsRoot(arguments) }
    try refuseVersionElsewhere()
    try CommandPath(arguments).check()
    return try RootCommand.parseAsRoot(try BooleanFlags.normalise(arguments))
  }

  /// The parser's own errors, in our form.
  func usageError(_ error: any Error) -> CommandError {
    var message = RootCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    if message.hasSuffix(".") { message.removeLast() }
    let see = "see `\(CommandPath(arguments).name) --help`"
    guard message.hasPrefix("Missing value for"), let option = optionBeforeDash(in: message) else {
      return CommandError(.usage, message, hint: see)
    }
    return CommandError(
      .usage, message, hint: "a value that begins with a dash is written behind an equals sign: \(option)=…; \(see)")
  }

  /// The option that `message` is about, where its value was taken for another option: `--pid -4`.
  private func optionBeforeDash(in message: String) -> String? {
    zip(arguments, arguments.dropFirst()).first { option, next in
      message.contains("'\(option) ") && next.hasPrefix("-") && !next.hasPrefix("--")
    }?.0
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
