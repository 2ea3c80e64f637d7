import ArgumentParser
import PluginHost

/// The child process that a plugin file is opened in first; see `PluginScreen`.
struct PluginsScreenChildCommand: ParsableCommand {
  static let name = "screen-child"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "The child process that opens a plugin file first.", shouldDisplay: false)

  @Argument var file: String

  func run() throws {
    PluginScreen.survive(file)
  }
}
