import Testing

@testable import OAuthDiscovery

/// Row 19 of dataplane section 28: what `WWW-Authenticate` says (OA-04, W-47).
@Suite struct ChallengeTests {
  private static let url = "https://mcp.test/.well-known/oauth-protected-resource"

  @Test(arguments: [
    [#"Bearer resource_metadata="\#(url)""#],
    ["Bearer resource_metadata=\(url)"],
    [#"bearer Realm="a, b", RESOURCE_METADATA="\#(url)", error="invalid_token""#],
    [#"Basic realm="x", Bearer scope="a b" , resource_metadata = "\#(url)""#],
    [#"Basic dXNlcjpwYXNz=="#, #"Bearer resource_metadata="\#(url)""#],
    [#"Bearer realm="quote \" and, comma", resource_metadata="\#(url)""#],
    ["Bearer", #"Bearer resource_metadata="\#(url)""#],
  ])
  func `The URL of a bearer challenge is found in every spelling and every line (W-47)`(lines: [String]) {
    #expect(Challenge(lines).metadataURL == Self.url)
    #expect(Challenge(lines).wantsBearer)
  }

  @Test(arguments: [
    ([String](), false), ([#"Basic resource_metadata="\#(url)""#], false),
    ([#"DPoP resource_metadata="\#(url)", Bearer"#], true), ([#"Bearer resource_metadata="/relative""#], true),
    ([#"Bearer resource_metadata="ftp://mcp.test/x""#], true), ([#"Bearer resource_metadata="#], true),
    ([#"Bearer resource_metadata="https://user:pass@mcp.test/x""#], true), ([#"Bearer x="unfinished"#], true),
    (["", ",,,", "="], false),
  ])
  func `Nothing else is taken for one`(lines: [String], wantsBearer: Bool) {
    #expect(Challenge(lines).metadataURL == nil)
    #expect(Challenge(lines).wantsBearer == wantsBearer)
  }
}
