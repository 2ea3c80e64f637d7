import ArgumentParser

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Look at the configuration: what counts, and where it comes from.",
    discussion: """
      Examples:
        tunnel-client config explain --profile work
        tunnel-client config reference > configuration.md
      """,
    subcommands: [ConfigExplainCommand.self, ConfigReferenceCommand.self])
}
