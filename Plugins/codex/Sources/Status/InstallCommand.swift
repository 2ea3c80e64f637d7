internal import ArgumentParser

/// `codex install`: prints what to type, and does nothing.
struct InstallCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Show how Codex is installed; nothing is installed.")

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { context.guide(.install, json: json) }
}
