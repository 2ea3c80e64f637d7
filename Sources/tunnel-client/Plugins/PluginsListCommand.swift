import ArgumentParser
import PluginHost

struct PluginsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the plugins on the search path, and files there that are unusable.",
    discussion:
      "Searched in order: --plugin-path, TUNNEL_CLIENT_PLUGIN_PATH, plugins.search_path of the profile, then beside the binary."
  )

  @OptionGroup var plugins: PluginPathOptions
  @OptionGroup(title: "Profile, for its plugins.search_path") var profile: ProfileOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    struct Unusable: Encodable {
      let path: String
      let reason: String
    }

    struct Folder: Encodable {
      let folder: String
      let origin: String
    }

    let searchPath: [Folder]
    let plugins: [PluginDocument]
    let unusable: [Unusable]
  }

  func run() throws {
    let catalog = try plugins.catalog(profile)
    let scan = catalog.scan()
    json ? StandardOutput.write(try JSONText.encode(document(catalog, scan))) : StandardOutput.write(table(scan))
  }

  private func document(_ catalog: PluginCatalog, _ scan: PluginCatalog.Scan) -> Document {
    Document(
      searchPath: catalog.searchPath.folders.map { .init(folder: $0.path, origin: $0.origin.rawValue) },
      plugins: scan.found.map { PluginDocument($0, shadowed: false) }
        + scan.shadowed.map { PluginDocument($0, shadowed: true) },
      unusable: scan.failures.map { .init(path: $0.path, reason: $0.reason.description) })
  }

  private func table(_ scan: PluginCatalog.Scan) -> String {
    var text = scan.found.isEmpty ? "No plugins found.\n" : ""
    let width = scan.found.map(\.descriptor.id.count).max() ?? 0
    for found in scan.found {
      let id = found.descriptor.id
      let padding = String(repeating: " ", count: width - id.count)
      text += "\(id)\(padding)  \(found.descriptor.version)  \(found.descriptor.summary)\n"
      text += String(repeating: " ", count: width) + "  \(found.library.path) (\(found.origin.rawValue))\n"
    }
    for found in scan.shadowed {
      text += "shadowed: \(found.library.path): \(found.descriptor.id) was found earlier on the search path\n"
    }
    for failure in scan.failures { text += "unusable: \(failure)\n" }
    return text
  }
}
