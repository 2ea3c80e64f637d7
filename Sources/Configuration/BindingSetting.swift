/// Which plugin serves a channel, with which configuration. Every flag that names a target makes one of these.
public struct BindingSetting: Sendable, Equatable {
  public var channel: String
  /// Reverse DNS.
  public var pluginID: String
  /// A JSON object.
  public var configuration: String
  /// The command line of a server that is a child; nil for one that is not.
  public var command: String?
  /// Where it was asked for.
  public var source: SettingSource
  /// What it says about the way to its server.
  public var network: Network
  /// Values in the configuration that must not appear in any output.
  public var secrets: [String]
  public var auth: AuthSetting?
  /// Nil: what the profile says of the plugin.
  public var isolation: Isolation?
  /// Nobody asked for it: without the plugin's file there is no such channel, and that is fine.
  public var isOptional = false

  /// As written.
  public struct Network: Sendable, Equatable {
    public var serverURL: String?
    public var unixSocket: String?
    public var proxy: String?
    public var clientCert: String?
    public var clientKey: String?

    public init() {}
  }

  public init(
    channel: String, pluginID: String, configuration: String, source: SettingSource, network: Network = Network(),
    secrets: [String] = [], auth: AuthSetting? = nil, isolation: Isolation? = nil
  ) {
    self.channel = channel
    self.pluginID = pluginID
    self.configuration = configuration
    self.source = source
    self.network = network
    self.secrets = secrets
    self.auth = auth
    self.isolation = isolation
  }
}
