/// What the operator server asks about plugins. A room of the core answers; nothing here knows who.
public protocol PluginSource: Sendable {
  /// All that are loaded. Those that wait for somebody to want them are loaded by asking.
  func plugins() async -> [PluginRecord]
  /// The plugin that has a name below `/api/`; of several the first one.
  func endpoint(mount: String) async -> PluginEndpoint?
  /// By its id.
  func endpoint(plugin id: String) async -> PluginEndpoint?
  /// Lets new builds take over in the channels whose files have changed, or, with an id, in all channels of that plugin.
  /// What became of each channel; empty when the id serves none.
  func reload(plugin id: String?) async -> [PluginReload]
}
