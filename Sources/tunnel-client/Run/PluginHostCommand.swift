import ArgumentParser
import CurlHTTP
import Glibc
import PluginHost
import TunnelRuntime

/// The process of an isolated plugin. Started by `run`; of no use to a person.
struct PluginHostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: PluginProcessLaunch.command,
    abstract: "Serve one channel from a process of its own (started by run).", shouldDisplay: false)

  @Argument(help: "What a list of processes is to show; it means nothing.")
  var labels: [String] = []

  func run() async throws {
    let settling = Task(executorPreference: NetworkLoop.executor) {
      try? await LoopClock.sleep(for: .seconds(3))
      StartupMemory.release()
    }
    defer { settling.cancel() }
    guard let status = await HostedPlugin.run() else {
      throw Failure("plugin-host is started by `tunnel-client run` for a plugin with isolation=process; use that")
    }
    // Not `exit`: a plugin's threads may still run, and would meet destructors.
    _exit(status)
  }
}
