import HTTPServing
import Testing

@testable import StubServer

@Suite struct AuthorizationServerTests {
  private static let resource = "http://127.0.0.1:1/mcp"
  private static let redirect = "http://127.0.0.1:9/callback"
  private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
  private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

  private let start = ContinuousClock.now
  private var server = AuthorizationServer(
    resources: [resource, "https://tunnel.example/mcp"], tokenLifetime: .seconds(60))
  private let client: String

  init() throws {
    client = try server.register(ClientMetadata(redirectURIs: [Self.redirect])).id
  }

  private func query(_ changes: [String: String?] = [:]) -> QueryParameters {
    var members: [String: String?] = [
      "response_type": "code", "client_id": client, "redirect_uri": Self.redirect, "state": "s",
      "code_challenge": Self.challenge, "code_challenge_method": "S256",
    ]
    for (name, value) in changes { members[name] = value }
    return Self.form(members)
  }

  private static func form(_ members: [String: String?]) -> QueryParameters {
    QueryParameters(
      encoded: members.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")[...])
  }

  private func codeForm(_ code: String, _ changes: [String: String?] = [:]) -> QueryParameters {
    var members: [String: String?] = [
      "grant_type": "authorization_code", "code": code, "client_id": client, "redirect_uri": Self.redirect,
      "code_verifier": Self.verifier,
    ]
    for (name, value) in changes { members[name] = value }
    return Self.form(members)
  }

  private func refreshForm(_ token: String, scope: String? = nil) -> QueryParameters {
    Self.form(["grant_type": "refresh_token", "refresh_token": token, "client_id": client, "scope": scope])
  }

  private mutating func code(_ changes: [String: String?] = [:]) throws -> String {
    server.approve(try server.read(query(changes)), now: start)
  }

  @Test mutating func `A code gives tokens that are good until they expire`() throws {
    let tokens = try server.token(codeForm(try code()), now: start)
    #expect(server.grant(ofAccessToken: tokens.access, now: start)?.scopes == ["read", "write"])
    #expect(server.grant(ofAccessToken: tokens.access, now: start + .seconds(61)) == nil)
    #expect(server.grant(ofAccessToken: tokens.refresh, now: start) == nil)
  }

  @Test(
    arguments: [
      ["code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX"], ["code_verifier": nil],
      ["redirect_uri": "http://127.0.0.1:9/other"], ["redirect_uri": nil], ["code": "other"],
      ["resource": "https://tunnel.example/mcp"],
    ] as [[String: String?]])
  mutating func `A code is worth nothing without its verifier, its redirect URI and its resource`(
    changes: [String: String?]
  ) throws {
    let code = try code()
    #expect(throws: OAuthError.invalidGrant) { try server.token(codeForm(code, changes), now: start) }
  }

  @Test mutating func `A code works once and for a minute, and its tokens fall when it is used again`() throws {
    let late = try code()
    #expect(throws: OAuthError.invalidGrant) { try server.token(codeForm(late), now: start + .seconds(61)) }
    let code = try code()
    let tokens = try server.token(codeForm(code), now: start)
    #expect(throws: OAuthError.invalidGrant) { try server.token(codeForm(code), now: start) }
    #expect(server.grant(ofAccessToken: tokens.access, now: start) == nil)
  }

  @Test mutating func `A refresh token is used once, and a second use ends the whole family`() throws {
    let first = try server.token(codeForm(try code()), now: start)
    let second = try server.token(refreshForm(first.refresh), now: start)
    #expect(second.refresh != first.refresh)
    #expect(throws: OAuthError.invalidGrant) { try server.token(refreshForm(first.refresh), now: start) }
    #expect(throws: OAuthError.invalidGrant) { try server.token(refreshForm(second.refresh), now: start) }
    #expect(server.grant(ofAccessToken: second.access, now: start) == nil)
  }

  @Test mutating func `A refreshed token cannot do more than the one before`() throws {
    let tokens = try server.token(codeForm(try code(["scope": "read"])), now: start)
    #expect(tokens.scopes == ["read"])
    #expect(throws: OAuthError.self) {
      try server.token(refreshForm(tokens.refresh, scope: "read%20write"), now: start)
    }
  }

  @Test(
    arguments: [
      (["code_challenge_method": "plain"], "invalid_request"), (["code_challenge": nil], "invalid_request"),
      (["response_type": "token"], "unsupported_response_type"), (["scope": "admin"], "invalid_scope"),
      (["resource": "http://127.0.0.1:2/mcp"], "invalid_target"),
    ] as [([String: String?], String)])
  func `What is wrong with a request goes back to the client`(changes: [String: String?], code: String) {
    #expect {
      try server.read(query(changes))
    } throws: { error in
      guard case .redirected(to: Self.redirect, state: "s", let problem) = error as? AuthorizationRequest.Problem else {
        return false
      }
      return problem.code == code
    }
  }

  @Test(
    arguments: [
      ["client_id": "other"], ["redirect_uri": "http://127.0.0.1:9/callback/"], ["redirect_uri": "http://evil.example"],
    ] as [[String: String?]])
  func `An answer never goes to a URI that nobody has registered`(changes: [String: String?]) {
    #expect {
      try server.read(query(changes))
    } throws: { error in
      if case .shown = error as? AuthorizationRequest.Problem { true } else { false }
    }
  }

  @Test mutating func `A revoked refresh token takes its access tokens with it`() throws {
    let tokens = try server.token(codeForm(try code()), now: start)
    try server.revoke(Self.form(["token": tokens.refresh, "client_id": client]))
    #expect(server.grant(ofAccessToken: tokens.access, now: start) == nil)
  }

  @Test(arguments: [
    ("https://a.example/cb", true), ("http://127.0.0.1:9/cb", true), ("http://[::1]:9/cb", true),
    ("http://localhost/cb", true), ("com.example.app:/cb", true), ("cursor://x/cb", true),
    ("http://a.example/cb", false), ("https://a.example/#f", false), ("javascript:alert(1)", false), ("/cb", false),
    ("http://127.0.0.1@evil.example/", false), ("http://127.0.0.1.evil.example/", false), ("data:text/html,x", false),
  ])
  func `Redirect URIs are https, loopback or an application's own`(uri: String, isAcceptable: Bool) {
    #expect(RedirectURI.isAcceptable(uri) == isAcceptable)
  }

  @Test func `Parameters are added behind what the URI has already`() {
    #expect(
      RedirectURI.adding([("state", "a&b=c"), ("iss", "http://x")], to: "app:/cb?q=1")
        == "app:/cb?q=1&state=a%26b%3Dc&iss=http%3A%2F%2Fx")
  }
}
