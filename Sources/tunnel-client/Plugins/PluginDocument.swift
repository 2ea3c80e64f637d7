import PluginHost

/// One plugin in JSON, for `plugins list` and `plugins inspect`. What is nil is left out.
struct PluginDocument: Encodable {
  let id: String
  let version: String
  let vendor: String
  let summary: String
  let path: String
  let origin: String
  let extensions: [String]
  /// What it adds to the command line; only where one plugin is looked at.
  let commands: [Command]?
  let hostServices: [String]
  /// Of the file; only where one plugin is looked at.
  let sha256: String?
  let loadableExtensions: [String]?
  let configSchema: String?
  let shadowed: Bool?

  struct Command: Encodable {
    let name: String
    let summary: String
    let hidden: Bool
  }

  enum CodingKeys: String, CodingKey {
    case id, version, vendor, summary, path, origin, extensions, commands, hostServices, loadableExtensions,
      configSchema,
      shadowed
    // The encoder's snake case would leave it as it is, and scripts look for what the profile says.
    case sha256
  }

  init(_ found: PluginCatalog.Found, showsSchema: Bool = false, shadowed: Bool? = nil) {
    id = found.descriptor.id
    version = found.descriptor.version
    vendor = found.descriptor.vendor
    summary = found.descriptor.summary
    path = found.library.path
    origin = found.origin.rawValue
    extensions = found.descriptor.extensions
    let list = found.descriptor.commands
    commands =
      showsSchema && !list.isEmpty
      ? list.map { Command(name: $0.name, summary: $0.summary, hidden: $0.isHidden) } : nil
    hostServices = found.descriptor.hostServices
    sha256 = showsSchema ? found.sha256 : nil
    loadableExtensions = showsSchema ? found.loadableExtensions : nil
    configSchema = showsSchema ? found.descriptor.configSchema : nil
    self.shadowed = shadowed
  }
}
