/// Why there is no credential. One line for a person that names the plugin and holds no secret.
public struct AuthFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// The plugin's own failure, or it broke the contract.
    case `internal`
    /// The plugin does not serve that purpose.
    case unsupported
    /// The source of credentials could not be reached or started.
    case unavailable
    /// The source of credentials said no.
    case refused
    /// The plugin, or what it asked, took too long.
    case timeout
    /// Nobody wants the credential any more, or the provider is being closed.
    case cancelled
  }

  public let pluginID: String
  public let reason: Reason
  /// The plugin's words.
  public let message: String

  public init(pluginID: String, _ reason: Reason, _ message: String) {
    self.pluginID = pluginID
    self.reason = reason
    self.message = message
  }

  public var description: String {
    "auth plugin \(pluginID): \(message.isEmpty ? "it supplied no credential" : message)"
  }
}
