internal import ArgumentParser

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
