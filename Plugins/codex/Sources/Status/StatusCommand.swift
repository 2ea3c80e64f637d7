internal import ArgumentParser

struct StatusCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what there is of Codex on this machine.",
    discussion: "It starts Codex's app server, asks who is signed in, and ends it. No chat is started.")

  @Option(
    name: .customLong("codex-home"), help: "Codex's folder. [CODEX_HOME] (default: ~/.codex)", completion: .directory)
  var codexHome: String?

  @Flag(name: .customLong("exit-code"), help: "End with 2 unless Codex is ready.")
  var exitCode = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    let report = try CodexReport(context, home: codexHome)
    context.output.result(json ? PrettyJSON.text(report.document()) : report.text())
    return exitCode && report.state != .ready ? 2 : 0
  }
}
