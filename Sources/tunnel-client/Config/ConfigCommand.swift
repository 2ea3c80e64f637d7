import ArgumentParser

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Look at the configuration: what counts, and where it comes from.",
    subcommands: [ConfigExplainCommand.self, ConfigReferenceCommand.self])
}
