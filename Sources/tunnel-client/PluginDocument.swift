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
  let hostServices: [String]
  let configSchema: String?
  let shadowed: Bool?

  init(_ found: PluginCatalog.Found, showsSchema: Bool = false, shadowed: Bool? = nil) {
    id = found.descriptor.id
    version = found.descriptor.version
    vendor = found.descriptor.vendor
    summary = found.descriptor.summary
    path = found.library.path
    origin = found.origin.rawValue
    extensions = found.descriptor.extensions
    hostServices = found.descriptor.hostServices
    configSchema = showsSchema ? found.descriptor.configSchema : nil
    self.shadowed = shadowed
  }
}
