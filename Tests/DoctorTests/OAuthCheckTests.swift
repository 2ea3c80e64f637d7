import Testing

@testable import Doctor

@Suite struct OAuthCheckTests {
  @Test(arguments: [
    (
      "https://mcp.example:8443/team/mcp?x=1",
      [
        "https://mcp.example:8443/.well-known/oauth-protected-resource/team/mcp",
        "https://mcp.example:8443/.well-known/oauth-protected-resource",
      ]
    ),
    ("http://127.0.0.1:3000", ["http://127.0.0.1:3000/.well-known/oauth-protected-resource"]),
    ("http://127.0.0.1:3000/", ["http://127.0.0.1:3000/.well-known/oauth-protected-resource"]),
    ("nonsense", []),
  ])
  func `Metadata is looked for with the path, then without (RFC 9728, 3.1)`(url: String, candidates: [String]) {
    #expect(OAuthCheck.candidates(url) == candidates)
  }
}
