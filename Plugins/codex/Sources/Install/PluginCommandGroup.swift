internal import ArgumentParser

struct PluginCommandGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "Give Codex the tools that create, connect and watch tunnels.",
    discussion: """
      The plugin is a folder of texts, and an MCP server that Codex starts: this program, as `tunnel-client codex mcp-server`. \
      Neither Node nor Python is needed.
      """,
    subcommands: [PluginInstallCommand.self, PluginUninstallCommand.self, PluginExportCommand.self])
}
