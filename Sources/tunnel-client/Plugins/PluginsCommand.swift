import ArgumentParser

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "See, check and write plugins.",
    discussion: """
      `tunnel-client help plugins` says how one is chosen for a channel, `tunnel-client help plugin` how one is written.

      Examples:
        tunnel-client plugins list
        tunnel-client plugins new --lang c weather
      """,
    subcommands: [
      PluginsListCommand.self, PluginsInspectCommand.self, PluginsPathCommand.self, PluginsVerifyCommand.self,
      PluginsCallCommand.self, PluginsReloadCommand.self, PluginsNewCommand.self, PluginsCheckChildCommand.self,
      PluginsCallChildCommand.self, PluginsScreenChildCommand.self,
    ])
}
