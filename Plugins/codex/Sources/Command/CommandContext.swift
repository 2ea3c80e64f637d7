internal import TunnelPluginKit

/// What every command works with.
struct CommandContext: Sendable {
  let call: CommandCall
  /// Of tunnel-client.
  let version: String
  let output: CommandOutput

  init(_ call: CommandCall, version: String) {
    self.call = call
    self.version = version
    output = CommandOutput(call)
  }

  func variable(_ name: String) -> String? {
    call.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A path as a person writes it: `~` is the home, and relative ones count from the working directory.
  func absolute(_ path: String) -> String {
    if path == "~" || path.hasPrefix("~/"), let home = variable("HOME") { return home + path.dropFirst() }
    return path.hasPrefix("/") ? path : call.workingDirectory + "/" + path
  }
}
