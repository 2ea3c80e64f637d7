import ArgumentParser
import Glibc
import Logging
import PluginHost

/// The part of `plugins verify` that may crash: loads the plugin, and writes what it finds line by line to standard output.
struct PluginsCheckChildCommand: ParsableCommand {
  static let name = "verify-child"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "The child process of `plugins verify`.", shouldDisplay: false)

  @Argument var file: String
  @Option var id: String?
  @Option var config: String?
  @Option var method = "tools/list"

  func run() throws {
    // The plugin may print: its lines go to standard error, ours to a descriptor that it does not know.
    let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10)
    guard output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { throw Failure("cannot copy standard output") }
    let report: @Sendable (PluginInspectionEvent) -> Void = { event in
      var line = event.line + "\n"
      // One write: a crash that follows finds the line written.
      line.withUTF8 { _ = write(output, $0.baseAddress, $0.count) }
    }
    let inspection = PluginInspection(
      path: file, id: id, configuration: config, method: method,
      logger: Logger(label: "verify") { _ in SwiftLogNoOpLogHandler() })
    // On the main thread, with no other thread there yet: one that appears is the plugin's.
    let plugins = inspection.inspectLibrary(report) ?? []
    Task.detached {
      for plugin in plugins { await inspection.inspect(plugin, report) }
      report(.over)
      // Threads that a plugin left running must not keep the process, nor destructors crash it.
      _exit(0)
    }
    while true { pause() }
  }
}
