import ArgumentParser
import Glibc
import PluginHost

/// Calls a diagnostic function of a plugin, in a process of its own.
struct PluginsCallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Call a function that a plugin has for people who ask.",
    discussion: """
      Plugins may offer functions that answer questions: how is this text understood, is that file right. --list, or no \
      function, shows which there are and what they take. Arguments are written as they are; of bytes it is the text, \
      or the contents of a file with @PATH.

      The plugin is not opened, needs no configuration, and runs in a process of its own.

      Exit codes: 0 it answered, 1 it did not.

      Example:
        tunnel-client plugins call org.tunnel-client.stdio split_command \\
          "python 'my server.py'"
      """)

  @Argument(help: "The plugin's id, or the path of its file.", completion: Completions.plugins)
  var plugin: String

  @Argument(help: "The function; none shows all.")
  var function: String?

  @Argument(help: "Its arguments.")
  var arguments: [String] = []

  @Option(help: "The plugin with this id, of a file that holds several.")
  var id: String?

  @Option(help: ArgumentHelp("How long the function may take.", valueName: "seconds"))
  var timeout = 60

  @Flag(help: "Show the functions that it has.")
  var list = false

  @OptionGroup var plugins: PluginPathOptions
  @OptionGroup(title: "Profile, for its plugins.search_path") var profile: ProfileOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    guard (1...86_400).contains(timeout) else { throw Failure("--timeout: write 1 to 86400 seconds") }
    let (path, id) = try locate()
    var child = json ? ["--json"] : []
    if let id { child.append("--id=\(id)") }
    child += ["--", path]
    if !list, let function { child += [function] + arguments }
    try await PluginCallRun(arguments: child, plugin: plugin, seconds: timeout).run()
  }

  /// Its absolute path, and which plugin of it.
  private func locate() throws -> (path: String, id: String?) {
    guard plugin.contains("/") || plugin.hasSuffix(".so") else {
      let catalog = try plugins.catalog(profile)
      do {
        let found = try catalog.locate(plugin)
        return (found.library.path, found.descriptor.id)
      } catch {
        throw Failure(error)
      }
    }
    guard let resolved = realpath(plugin, nil) else {
      throw Failure("\(plugin): \(String(cString: strerror(errno))). Name the plugin's id or its .so file")
    }
    defer { free(resolved) }
    return (String(cString: resolved), id)
  }
}
