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
