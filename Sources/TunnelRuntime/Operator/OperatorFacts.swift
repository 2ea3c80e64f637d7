public import Configuration

/// What the operator's pages say of a process besides what its tunnel does.
public struct OperatorFacts: Sendable {
  /// `profile:NAME`, `profile-file:PATH`, a path, or `flags/environment`; nil: nobody says.
  public var configSource: String?
  /// The profile's name, if there is one.
  public var profileName: String?
  /// The configuration's file, if there is one.
  public var profilePath: String?
  /// What is worth knowing although nothing is wrong.
  public var warnings: [String] = []
  /// Whole HTTP messages are logged.
  public var logsRawHTTP = false
  /// What the process trusts and which ways it takes.
  public var network = NetworkSettings()
  /// How often proxies are looked at.
  public var proxyCheckInterval = Duration.seconds(60)
  /// The base URL of the operator's endpoints, once they listen.
  public var healthURL: String?
  /// `host:port` or a path, once they listen.
  public var healthListenAddress: String?
  /// The file with the base URL.
  public var healthURLFile: String?

  /// How many targets the harpoon channel was configured with.
  public var harpoonTargets = 0

  /// Nothing is known.
  public init() {}
}
