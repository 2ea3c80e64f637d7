/// Which plugin supplies credentials, with which configuration.
public struct AuthSetting: Sendable, Equatable {
  /// Reverse DNS.
  public var pluginID: String
  /// A JSON object.
  public var configuration: String
  /// Where it was asked for.
  public var source: String

  public init(pluginID: String, configuration: String, source: String) {
    self.pluginID = pluginID
    self.configuration = configuration
    self.source = source
  }
}
