import ArgumentParser
import PluginHost

struct PluginsInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show everything that a plugin says about itself.",
    discussion: """
      Example:
        tunnel-client plugins inspect org.tunnel-client.http
      """)

  @Argument(help: "The plugin's id, such as com.example.echo.", completion: Completions.plugins)
  var id: String

  @OptionGroup var plugins: PluginPathOptions
  @OptionGroup(title: "Profile, for its plugins.search_path") var profile: ProfileOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let catalog = try plugins.catalog(profile)
    let found: PluginCatalog.Found
    do {
      found = try catalog.locate(id)
    } catch {
      throw Failure(error)
    }
    let descriptor = found.descriptor
    if json {
      return StandardOutput.write(try JSONText.encode(PluginDocument(found, showsSchema: true)))
    }
    StandardOutput.write(
      """
      id             \(descriptor.id)
      version        \(descriptor.version)
      vendor         \(descriptor.vendor)
      summary        \(descriptor.summary)
      file           \(found.library.path) (\(found.origin.rawValue))
      sha256         \(found.sha256 ?? "cannot be read")
      offers         \(listed(descriptor.extensions))
      commands       \(commands(descriptor))
      usable here    \(listed(found.loadableExtensions))
      asks for       \(listed(descriptor.hostServices))
      configuration  \(descriptor.configSchema ?? "none")

      """)
  }

  private func commands(_ descriptor: PluginDescriptor) -> String {
    let shown = descriptor.commands.map { "\($0.name) (\($0.isHidden ? "hidden" : $0.summary))" }
    return listed(shown)
  }

  private func listed(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
