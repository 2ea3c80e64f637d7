internal import ArgumentParser

/// `codex uninstall`: prints what to type, and does nothing.
struct UninstallCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Show how Codex is removed; nothing is removed.")

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { context.guide(.uninstall, json: json) }
}
