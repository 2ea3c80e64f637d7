import ArgumentParser
import PluginHost

struct PluginsInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show everything that a plugin says about itself.")

  @Argument(help: "The plugin's id, such as org.example.echo.", completion: Completions.plugins)
  var id: String

  @OptionGroup var plugins: PluginPathOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let found: PluginCatalog.Found
    do {
      found = try plugins.catalog.locate(id)
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
      offers         \(descriptor.extensions.joined(separator: ", "))
      host services  \(descriptor.hostServices.joined(separator: ", "))
      configuration  \(descriptor.configSchema ?? "none")

      """)
  }
}
