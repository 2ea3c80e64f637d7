/// Which MCP servers there are, and how they are reached.
public struct TargetSettings: Sendable {
  public var bindings: [BindingSetting]
  /// See ``Settings/MCP/oauthTrustedOrigins``.
  public var oauthTrustedOrigins: [String]
  public var network: NetworkSettings
  public var plugins: [PluginSetting]
  public var pluginFolders: Settings.PluginFolders

  public var secrets: [String] {
    network.secrets + bindings.flatMap(\.secrets) + plugins.flatMap(\.secrets)
  }
}
