/// Which plugin serves a channel, with which configuration. Every flag that names a target makes one of these.
public struct BindingSetting: Sendable, Equatable {
  public var channel: String
  /// Reverse DNS.
  public var pluginID: String
  /// A JSON object.
  public var configuration: String
  /// Where it was asked for.
  public var source: String

  public init(channel: String, pluginID: String, configuration: String, source: String) {
    self.channel = channel
    self.pluginID = pluginID
    self.configuration = configuration
    self.source = source
  }
}
