import Testing

@testable import OAuthDiscovery

/// Row 19 of dataplane section 28: where metadata may be (OA-03, OA-09, W-46).
@Suite struct CandidateTests {
  private static let known = "/.well-known/oauth-protected-resource"

  @Test(arguments: [
    ("https://a.test/mcp", ["https://a.test\(known)/mcp", "https://a.test\(known)"]),
    ("https://a.test/mcp/", ["https://a.test\(known)/mcp", "https://a.test\(known)"]),
    ("https://a.test:8443", ["https://a.test:8443\(known)"]), ("http://[::1]:80/", ["http://[::1]:80\(known)"]),
    // W-46: what is escaped stays as it is.
    ("https://a.test/a%20b/c%2Fd?x=1#y", ["https://a.test\(known)/a%20b/c%2Fd", "https://a.test\(known)"]),
    ("https://user:pass@a.test/mcp", ["https://a.test\(known)/mcp", "https://a.test\(known)"]),
    ("https://a.test\(known)/mcp", ["https://a.test\(known)/mcp", "https://a.test\(known)"]),
    ("https://a.test\(known)", ["https://a.test\(known)"]),
    ("https://a.test\(known)x", ["https://a.test\(known)\(known)x", "https://a.test\(known)"]),
  ])
  func `The path's own URL comes before the root's (OA-03)`(server: String, urls: [String]) throws {
    let target = try #require(DiscoveryTarget(serverURL: server, userAgent: "t/1"))
    #expect(target.wellKnownURLs == urls)
  }

  @Test func `What the server names comes first, and each URL once (OA-03)`() throws {
    let raw = try #require(RawURL("https://a.test/mcp"))
    let all = MetadataCandidates.all(of: raw, advertised: "https://a.test\(Self.known)")
    #expect(all.map(\.url) == ["https://a.test\(Self.known)", "https://a.test\(Self.known)/mcp"])
    #expect(all.map(\.source) == [.wwwAuthenticate, .wellKnownPath])
  }

  @Test(arguments: ["ftp://a.test/", "/mcp", "https://", "https://a b/", "http:///x", "https://ä.test/"])
  func `What is no absolute http URL is no target`(text: String) {
    #expect(RawURL(text) == nil)
  }

  @Test func `Only the own origin and the listed ones are trusted (user needs 4.5)`() throws {
    let other = try #require(DiscoveryTarget(serverURL: "https://x.test:444", userAgent: "t/1"))
    var target = try #require(DiscoveryTarget(serverURL: "https://A.test/mcp", userAgent: "t/1"))
    #expect(target.trusts("https://a.test:443/x") && !target.trusts("http://a.test/x"))
    #expect(!target.trusts("https://x.test:444/y") && !target.trusts("nonsense"))
    target.trustedOrigins = [other.ownOrigin]
    #expect(target.trusts("https://x.test:444/y") && !target.trusts("https://x.test/y"))
    #expect(!target.isOwn("https://x.test:444/y"))
  }

  @Test func `The server's user name and password go to its own origin only`() throws {
    let target = try #require(DiscoveryTarget(serverURL: "https://u:p@a.test/mcp", userAgent: "t/1"))
    #expect(target.withUserInfo("https://a.test/x") == "https://u:p@a.test/x")
    #expect(target.withUserInfo("https://b.test/x") == "https://b.test/x")
    #expect(target.shownURL == "https://a.test/mcp")
  }

  @Test(arguments: [
    (
      "https://as.test",
      [
        "https://as.test/.well-known/oauth-authorization-server", "https://as.test/.well-known/openid-configuration",
      ]
    ),
    (
      "https://as.test/tenant",
      [
        "https://as.test/tenant/.well-known/oauth-authorization-server",
        "https://as.test/.well-known/oauth-authorization-server/tenant",
        "https://as.test/tenant/.well-known/openid-configuration",
        "https://as.test/.well-known/openid-configuration/tenant",
      ]
    ),
  ])
  func `An authorization server's documents are looked for in both places (OA-09)`(issuer: String, urls: [String]) {
    #expect(AuthorizationServerSearch.candidates(issuer).map(\.url) == urls)
  }
}
