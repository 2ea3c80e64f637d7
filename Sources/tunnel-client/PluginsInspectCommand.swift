import ArgumentParser
import PluginHost

struct PluginsInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show everything that a plugin says about itself.")

  @Argument(help: "The plugin's id, such as org.example.echo.")
  var id: String

  @OptionGroup var plugins: PluginPathOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let id: String
    let version: String
    let vendor: String
    let summary: String
    let path: String
    let origin: String
    let extensions: [String]
    let hostServices: [String]
    let configSchema: String?
  }

  func run() throws {
    let found: PluginCatalog.Found
    do {
      found = try plugins.catalog.locate(id)
    } catch {
      throw Failure(error)
    }
    let descriptor = found.descriptor
    if json {
      let document = Document(
        id: descriptor.id, version: descriptor.version, vendor: descriptor.vendor, summary: descriptor.summary,
        path: found.library.path, origin: found.origin.rawValue, extensions: descriptor.extensions,
        hostServices: descriptor.hostServices, configSchema: descriptor.configSchema)
      return StandardOutput.write(try JSONText.encode(document))
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
