internal import ArgumentParser
internal import TunnelPluginKit

/// Reads a command line, runs the command that it means, and says what became of it.
struct CommandLineRun {
  let context: CommandContext

  func run() -> Int32 {
    let arguments = Array(context.call.arguments.dropFirst())
    let isAlias = context.call.arguments.first == "plugin"
    let command: any ParsableCommand
    do {
      command =
        isAlias ? try PluginAliasCommand.parseAsRoot(arguments) : try CodexCommand.parseAsRoot(arguments)
    } catch {
      return isAlias ? ended(PluginAliasCommand.self, error, arguments) : ended(CodexCommand.self, error, arguments)
    }
    guard let runnable = command as? any RunnableCommand else { return help(command, isAlias: isAlias) }
    do throws(CommandFailure) {
      return try runnable.run(context)
    } catch {
      return fail(error, json: runnable.json, inLines: runnable.printsLines)
    }
  }

  /// A group alone, and the parser's own command for help: both answer with an error that stands for help.
  private func help(_ command: any ParsableCommand, isAlias: Bool) -> Int32 {
    var command = command
    do {
      try command.run()
      return 0
    } catch {
      return isAlias ? ended(PluginAliasCommand.self, error, []) : ended(CodexCommand.self, error, [])
    }
  }

  /// Help comes as an error, too.
  private func ended<Root: ParsableCommand>(_ root: Root.Type, _ error: any Error, _ arguments: [String]) -> Int32 {
    guard root.exitCode(for: error) != .success else {
      let text = root.fullMessage(for: error)
      context.output.result(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
      return 0
    }
    var message = root.message(for: error).split(separator: "\n").joined(separator: " ")
    if message.hasSuffix(".") { message.removeLast() }
    let path = ["tunnel-client", context.call.arguments.first ?? "codex"].joined(separator: " ")
    return fail(
      CommandFailure(.usage, message, hint: "see `\(path) --help`"),
      json: arguments.prefix { $0 != "--" }.contains { $0 == "--json" || $0 == "--json=true" })
  }

  private func fail(_ failure: CommandFailure, json: Bool, inLines: Bool = false) -> Int32 {
    if json {
      let document = failure.document
      context.output.result(inLines ? String(decoding: document, as: UTF8.self) + "\n" : PrettyJSON.text(document))
    } else {
      context.output.error(failure.line)
    }
    return 1
  }
}
