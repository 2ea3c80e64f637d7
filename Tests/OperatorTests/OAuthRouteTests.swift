import HTTPServing
import HTTPTestClient
import Operator
import Testing

/// `/api/oauth` (operator spec 11.5, A-113). What a found document looks like is in test_oauth_discovery.py.
@Suite struct OAuthRouteTests {
  @Test func `What is pending says so, and where it is looked for`() async throws {
    try await Fixture.with { fixture in
      fixture.source.show(OAuthSnapshot(discoveryURLs: ["http://a.test/x"], isPending: true))
      let response = try await fixture.get("/api/oauth")
      #expect(response.status == 200)
      #expect(
        response.text == #"{"discovery_urls":["http://a.test/x"],"pending":true,"auth_server_metadata_mode":"#
          + #""only authorization_servers[0] is used; further entries are ignored","authorization_server_count":0}"#
          + "\n")
    }
  }

  @Test func `Where there is nothing to look for, it says why`() async throws {
    try await Fixture.with { fixture in
      fixture.source.show(OAuthSnapshot(error: "oauth discovery disabled for transport \"stdio\""))
      let text = try await fixture.get("/api/oauth").text
      #expect(text.contains(#""error":"oauth discovery disabled for transport \"stdio\"""#))
      #expect(!text.contains("pending"))
    }
  }

  @Test func `It is for this machine and for reading only`() async throws {
    try await Fixture.with { fixture in
      #expect(try await fixture.get("/api/oauth", headers: ["Host": "evil.example"]).status == 403)
      #expect(try await fixture.get("/api/oauth", "POST").status == 405)
    }
  }
}
