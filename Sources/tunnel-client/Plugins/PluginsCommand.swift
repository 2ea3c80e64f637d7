import ArgumentParser

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "See, check and write plugins.",
    subcommands: [
      PluginsListCommand.self, PluginsInspectCommand.self, PluginsPathCommand.self, PluginsVerifyCommand.self,
      PluginsNewCommand.self, PluginsCheckChildCommand.self, PluginsScreenChildCommand.self,
    ])
}
