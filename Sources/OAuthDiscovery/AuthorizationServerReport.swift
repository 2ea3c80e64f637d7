public import CurlHTTP
public import NIOCore

/// Everything that a look for an authorization server's metadata found.
public struct AuthorizationServerReport: Sendable {
  /// One URL, and what came of it.
  public struct Attempt: Sendable {
    public var url: String
    /// `oauth-authorization-server` or `openid-configuration`.
    public var document: String
    /// `inserted` or `appended`: where the issuer's path stands.
    public var pathStyle: String
    public var tried = false
    public var selected = false
    public var status: Int?
    public var error: String?
    public var warning: String?
    public var issuerMismatch = false
    public var metadataIssuer: String?
    public var headers = HTTPFields()
    public var body: ByteBuffer?
  }

  /// As the protected resource's metadata names it.
  public var issuer: String
  /// False: it is on an origin that must not be asked.
  public var isTrusted = true
  public internal(set) var attempts: [Attempt] = []
  /// Of the attempt that was taken.
  public internal(set) var metadata: AuthorizationServerMetadata?

  public var selected: Attempt? { attempts.first(where: \.selected) }

  init(issuer: String) {
    self.issuer = issuer
  }
}
