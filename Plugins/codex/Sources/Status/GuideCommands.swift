internal import ArgumentParser

/// `codex install`, `upgrade` and `uninstall`: they print what to type, and do nothing.
struct InstallCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Show how Codex is installed; nothing is installed.")

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { context.guide(.install, json: json) }
}

struct UpgradeCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Show how Codex is upgraded; nothing is changed.")

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { context.guide(.upgrade, json: json) }
}

struct UninstallCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Show how Codex is removed; nothing is removed.")

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { context.guide(.uninstall, json: json) }
}

extension CommandContext {
  fileprivate func guide(_ action: InstallGuide.Action, json: Bool) -> Int32 {
    let guide = InstallGuide(path: variable("PATH"))
    output.result(json ? PrettyJSON.text(guide.document(action)) : guide.text(action))
    return 0
  }
}
