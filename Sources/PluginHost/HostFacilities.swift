public import Telemetry

/// What a process has to offer to the plugins in it, beside what is the same in every process.
public struct HostFacilities: Sendable {
  /// Why a secret could not be read; for a person, without the secret.
  public struct SecretFailure: Error, Equatable {
    public let reason: String

    public init(_ reason: String) {
      self.reason = reason
    }
  }

  /// Reads what `env:NAME`, `file:/path` or `exec:command` refers to. It also sees to it that no log shows the value.
  public typealias SecretReader = @Sendable (_ reference: String) async -> Result<String, SecretFailure>

  /// Where plugins count.
  public var metrics: PluginMetrics
  /// What is known of OAuth.
  public var oauth = OAuthBoard()
  /// The folder that holds the plugins' own, absolute; nil: there is none.
  public var stateRoot: String?
  /// Reads the secrets that configurations name.
  public var secrets: SecretReader = { _ in .failure(SecretFailure("secrets cannot be read here")) }

  /// `metrics` are those of a registry that nobody reads, unless another one is given.
  public init(metrics: PluginMetrics = PluginMetrics(Registry())) {
    self.metrics = metrics
  }
}
