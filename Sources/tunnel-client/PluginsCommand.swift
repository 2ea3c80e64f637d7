import ArgumentParser

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "See which plugins are there and what they say about themselves.",
    subcommands: [PluginsListCommand.self, PluginsInspectCommand.self])
}
