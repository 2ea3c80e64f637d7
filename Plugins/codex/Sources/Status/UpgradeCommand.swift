internal import ArgumentParser

/// `codex upgrade`: prints what to type, and does nothing.
struct UpgradeCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Show how Codex is upgraded; nothing is changed.")

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { context.guide(.upgrade, json: json) }
}
