/// What a credential is for: one of these is what a provider caches one credential for.
public struct CredentialQuery: Sendable, Hashable {
  public enum Purpose: Sendable, Hashable {
    case controlPlane
    case mcpCall
    case mcpDiscovery
    /// A value for the configuration.
    case secret
  }

  /// Why the provider is asked.
  public enum Reason: Sendable, Equatable {
    case first
    case refresh
    /// A server refused the last one, with this HTTP status and `WWW-Authenticate`.
    case challenge(status: Int, header: String)
  }

  public var purpose: Purpose
  /// A URL; may be empty.
  public var target: String
  /// For a secret: what stood behind `exec:`.
  public var reference: String

  public init(_ purpose: Purpose, target: String = "", reference: String = "") {
    self.purpose = purpose
    self.target = target
    self.reference = reference
  }
}
