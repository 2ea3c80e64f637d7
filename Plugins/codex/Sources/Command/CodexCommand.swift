internal import ArgumentParser

/// `tunnel-client codex`: the root of the plugin's commands.
struct CodexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tunnel-client codex",
    abstract:
      "Codex on this machine: what is there, a chat about the tunnel, and a plugin that lets Codex run tunnels.",
    discussion: """
      Start with `tunnel-client codex status`. `tunnel-client codex plugin install` gives Codex the tools that create, connect \
      and watch tunnels.

      Exit codes: 0 done, 1 any error, 2 the answer is no (with --exit-code).
      """,
    groupedSubcommands: [
      CommandGroup(name: "Look", subcommands: [StatusCommand.self, DiagnoseCommand.self]),
      CommandGroup(name: "Talk", subcommands: [AssistantCommand.self]),
      CommandGroup(name: "The plugin for Codex", subcommands: [PluginCommandGroup.self, MCPServerCommand.self]),
      CommandGroup(
        name: "How to get Codex", subcommands: [InstallCommand.self, UpgradeCommand.self, UninstallCommand.self]),
    ])
}

/// `tunnel-client plugin codex …`, another name for `tunnel-client codex plugin …` (operator spec 21.4).
struct PluginAliasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tunnel-client plugin", abstract: "Another name for `tunnel-client codex plugin`.",
    subcommands: [Codex.self])

  struct Codex: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "codex", abstract: PluginCommandGroup.configuration.abstract,
      subcommands: PluginCommandGroup.configuration.subcommands)
  }
}

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
