/// Which auth-provider plugin gives a channel's calls their credentials, with which configuration.
public struct AuthSetting: Sendable, Equatable {
  /// Reverse DNS.
  public var pluginID: String
  /// A JSON object.
  public var configuration: String
  public var source: SettingSource

  public init(pluginID: String, configuration: String, source: SettingSource) {
    self.pluginID = pluginID
    self.configuration = configuration
    self.source = source
  }
}
