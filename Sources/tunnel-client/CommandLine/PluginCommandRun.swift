import Glibc
import Logging
import PluginHost
import UnixSignals

/// Hands a command line to the plugin that answers it, and ends the process with what the plugin says.
struct PluginCommandRun {
  let command: PluginCatalog.FoundCommand
  /// The command's name first.
  let arguments: [String]

  func run() async throws(CommandError) -> Never {
    if !command.isBundled { announce() }
    let plugin: PluginCommand
    do throws(BindingFailure) {
      plugin = try await PluginCommand(command, logger: Logger(label: "plugin") { _ in PluginCommandLog() })
    } catch {
      throw CommandError(.pluginUnusable, "\(error)")
    }
    if plugin.isCancellable { await watchSignals(plugin) }
    var folder: [CChar] = Array(repeating: 0, count: Int(PATH_MAX))
    let directory = getcwd(&folder, folder.count).map { String(cString: $0) } ?? "/"
    var invocation = CommandInvocation(
      arguments: arguments, environment: ProcessEnvironment.current, workingDirectory: directory,
      program: ProcessEnvironment.executable)
    invocation.mayColour = Terminal.hasColour(STDOUT_FILENO)
    let code = await plugin.run(invocation)
    // Not `exit`: threads of the plugin may still run, and would meet destructors.
    _exit(code)
  }

  /// A person has to see whose code that is; a program would stumble over the line.
  private func announce() {
    guard isatty(STDERR_FILENO) == 1 else { return }
    StandardError.write(
      "\(command.description.name) is a command of plugin \(command.plugin.descriptor.id), which does not come with "
        + "tunnel-client: \(command.plugin.library.path)\n")
  }

  private func watchSignals(_ plugin: PluginCommand) async {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    Task.detached {
      var isCancelled = false
      for await signal in signals {
        if isCancelled { _exit(signal == .sigint ? 130 : 143) }
        isCancelled = true
        plugin.cancel()
      }
    }
  }
}

/// What a plugin logs while its command runs: warnings and worse, for the person in front of it.
private struct PluginCommandLog: LogHandler {
  var logLevel = Logger.Level.warning
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    StandardError.write("\(event.message)\n")
  }
}
