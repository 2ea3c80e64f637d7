import HTTPServing
import NIOHTTP1

/// Clients, codes and tokens, and who may have which. A pure value; time comes from its caller.
///
/// Everything secret is kept in memory only and looked up by itself: 256 random bits cannot be guessed step by step.
struct AuthorizationServer: Sendable {
  typealias Instant = ContinuousClock.Instant

  struct Client: Sendable {
    let metadata: ClientMetadata
    /// Nil for a public client.
    let secret: String?
  }

  private struct Code: Sendable {
    let request: AuthorizationRequest
    let expires: Instant
    /// The tokens that came of it, to be taken back when it is used again (RFC 6749 4.1.2).
    let family: String
    var isUsed = false
  }

  /// What a token stands for.
  struct Grant: Sendable, Equatable {
    let clientID: String
    let scopes: Set<String>
    let resource: String
    let expires: Instant
    let family: String
  }

  struct Tokens: Sendable, Equatable {
    let access: String
    let refresh: String
    let scopes: Set<String>
  }

  static let codeLifetime = Duration.seconds(60)
  static let refreshLifetime = Duration.seconds(24 * 3600)
  /// What one process remembers at most; a test server is not worth filling memory for.
  static let limit = 10_000

  /// The URLs of the one resource, its own first (RFC 8707).
  let resources: [String]
  let tokenLifetime: Duration
  private(set) var clients: [String: Client] = [:]
  private var codes: [String: Code] = [:]
  private var access: [String: Grant] = [:]
  private var refresh: [String: Grant] = [:]
  /// Refresh tokens that were used, by their family: using one again ends the family.
  private var spent: [String: String] = [:]

  init(resources: [String], tokenLifetime: Duration) {
    self.resources = resources
    self.tokenLifetime = tokenLifetime
  }

  mutating func register(_ metadata: ClientMetadata) throws(OAuthError) -> (id: String, client: Client) {
    guard clients.count < Self.limit else {
      throw OAuthError("temporarily_unavailable", "too many clients; restart this server", status: .serviceUnavailable)
    }
    let id = "client-" + Secret.make().prefix(24)
    let client = Client(metadata: metadata, secret: metadata.authMethod == "none" ? nil : Secret.make())
    clients[id] = client
    return (id, client)
  }

  func read(_ query: QueryParameters) throws(AuthorizationRequest.Problem) -> AuthorizationRequest {
    try .read(query, resources: resources) { clients[$0]?.metadata.redirectURIs }
  }

  /// A person has agreed: the one-time code.
  mutating func approve(_ request: AuthorizationRequest, now: Instant) -> String {
    prune(now)
    let code = Secret.make()
    codes[code] = Code(request: request, expires: now + Self.codeLifetime, family: Secret.make())
    return code
  }

  mutating func token(_ form: QueryParameters, now: Instant) throws(OAuthError) -> Tokens {
    prune(now)
    let client = try authenticate(form)
    guard form.values("resource").allSatisfy(resources.contains) else { throw .invalidTarget(resources) }
    switch form["grant_type"] {
    case "authorization_code": return try redeem(form, client, now)
    case "refresh_token": return try rotate(form, client, now)
    default: throw OAuthError("unsupported_grant_type", "known are authorization_code and refresh_token")
    }
  }

  /// RFC 7009: unknown tokens are no error.
  mutating func revoke(_ form: QueryParameters) throws(OAuthError) {
    let client = try authenticate(form)
    guard let token = form["token"], let grant = access[token] ?? refresh[token], grant.clientID == client else {
      return
    }
    if refresh[token] != nil { end(family: grant.family) } else { access[token] = nil }
  }

  /// Nil when the token is none of ours, or not any more.
  func grant(ofAccessToken token: String, now: Instant) -> Grant? {
    access[token].flatMap { $0.expires > now && resources.contains($0.resource) ? $0 : nil }
  }

  private func authenticate(_ form: QueryParameters) throws(OAuthError) -> String {
    guard let id = form["client_id"], let client = clients[id] else { throw .invalidClient }
    if let secret = client.secret, !Secret.isEqual(secret, form["client_secret"] ?? "") { throw .invalidClient }
    return id
  }

  private mutating func redeem(_ form: QueryParameters, _ client: String, _ now: Instant) throws(OAuthError) -> Tokens {
    guard let text = form["code"], let code = codes[text], code.request.clientID == client else { throw .invalidGrant }
    guard !code.isUsed else {
      end(family: code.family)
      throw .invalidGrant
    }
    // Whatever comes of it, it was shown once.
    codes[text]?.isUsed = true
    guard code.expires > now, form["redirect_uri"] == code.request.redirectURI,
      form.values("resource").allSatisfy({ $0 == code.request.resource }),
      PKCE.matches(verifier: form["code_verifier"] ?? "", challenge: code.request.challenge)
    else { throw .invalidGrant }
    return issue(client, code.request.scopes, code.request.resource, code.family, now)
  }

  private mutating func rotate(_ form: QueryParameters, _ client: String, _ now: Instant) throws(OAuthError) -> Tokens {
    let text = form["refresh_token"] ?? ""
    if let family = spent[text] {
      // Somebody has it who should not: neither of the two keeps anything (OAuth 2.1 4.3.1).
      end(family: family)
      throw .invalidGrant
    }
    guard let grant = refresh[text], grant.clientID == client, grant.expires > now else { throw .invalidGrant }
    guard let scopes = form["scope"].map(Scopes.parse) ?? grant.scopes, scopes.isSubset(of: grant.scopes) else {
      throw OAuthError("invalid_scope", "a refreshed token cannot do more than the one before")
    }
    refresh[text] = nil
    spent[text] = grant.family
    return issue(client, scopes, grant.resource, grant.family, now)
  }

  private mutating func issue(
    _ client: String, _ scopes: Set<String>, _ resource: String, _ family: String, _ now: Instant
  ) -> Tokens {
    let tokens = Tokens(access: Secret.make(), refresh: Secret.make(), scopes: scopes)
    func grant(_ lifetime: Duration) -> Grant {
      Grant(clientID: client, scopes: scopes, resource: resource, expires: now + lifetime, family: family)
    }
    access[tokens.access] = grant(tokenLifetime)
    refresh[tokens.refresh] = grant(Self.refreshLifetime)
    return tokens
  }

  private mutating func end(family: String) {
    access = access.filter { $0.value.family != family }
    refresh = refresh.filter { $0.value.family != family }
  }

  private mutating func prune(_ now: Instant) {
    codes = codes.filter { $0.value.expires + Self.codeLifetime > now }
    access = access.filter { $0.value.expires > now }
    refresh = refresh.filter { $0.value.expires > now }
    if spent.count > Self.limit { spent = [:] }
  }
}
