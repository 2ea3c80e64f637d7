import CTunnelPlugin
import JSONSchema

extension PluginCatalog.Found {
  /// Why it cannot serve a channel with this configuration, as far as that can be known without opening it; nil: nothing
  /// is known against it.
  public func objection(toServingWith configuration: String) -> String? {
    let id = descriptor.id
    guard descriptor.extensions.contains(TUNNEL_TRANSPORT) else {
      return "plugin \(id) cannot be used: it offers no \(TUNNEL_TRANSPORT), so it cannot serve a channel"
    }
    return objection(toConfiguration: configuration)
  }

  /// Everything that is wrong with a configuration by the plugin's schema, as one sentence; nil: nothing.
  public func objection(toConfiguration configuration: String) -> String? {
    let problems = configurationProblems(configuration)
    guard !problems.isEmpty else { return nil }
    let id = descriptor.id
    let list = problems.map(\.message).joined(separator: "; ")
    return "the configuration of plugin \(id) is wrong: \(list). See `tunnel-client plugins inspect \(id)`"
  }
}
