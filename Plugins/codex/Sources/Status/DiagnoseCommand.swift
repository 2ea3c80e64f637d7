internal import ArgumentParser
internal import TunnelPluginKit

struct DiagnoseCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose", abstract: "Show all that matters when Codex and a tunnel do not find together.",
    discussion: "It looks and changes nothing: no chat is started, no profile is written.")

  @Argument(help: "A runtime alias to look at, too.")
  var name: String?

  @Option(help: ArgumentHelp("The same as the argument.", visibility: .hidden))
  var alias: String?

  @Option(name: .customLong("plugin-root"), help: "The folder of the plugin that asks.", completion: .directory)
  var pluginRoot: String?

  @Option(name: .customLong("health-url"), help: "The base URL of a running client, to be asked how it is.")
  var healthURL: String?

  @Option(
    name: .customLong("codex-home"), help: "Codex's folder. [CODEX_HOME] (default: ~/.codex)", completion: .directory)
  var codexHome: String?

  @Flag(name: .customLong("exit-code"), help: "End with 2 when something is wrong.")
  var exitCode = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    if let name, let alias, name != alias { throw ValidationError("the alias is given twice: \(name) and \(alias)") }
  }

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    let diagnosis = try Diagnosis(
      context, alias: name ?? alias, pluginRoot: pluginRoot, healthURL: healthURL, codexHome: codexHome)
    context.output.result(json ? PrettyJSON.text(diagnosis.document()) : diagnosis.text())
    return exitCode && !diagnosis.isFine ? 2 : 0
  }
}
