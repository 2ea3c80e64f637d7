import HTTPTestClient
import LocalControlPlane
import NIOCore
import NIOHTTP1
import Testing

@Suite struct DiscoveryTests {
  private let path = "/.well-known/oauth-protected-resource/v1/mcp/\(Fixture.tunnelID)"

  @Test func `Metadata comes through the tunnel and names this control plane as the resource`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await caller.start("GET", path)
          let command = try #require(try await fixture.poll(client).first)
          #expect(command.type == "oauth_discovery")
          #expect(command.channel == "main")
          _ = try await fixture.answer(
            client, command, type: "oauth_discovery_response",
            payload: #"{"a":1.0, "resource" : "http://10.0.0.9/mcp","authorization_servers":["https://as"]}"#,
            headers: #"{"Set-Cookie":["x"]}"#)
          let response = try await caller.response()
          #expect(response.status == 200)
          #expect(
            response.text
              == #"{"a":1.0, "resource" : "http://localhost\#(fixture.mcpPath)","authorization_servers":["https://as"]}"#
          )
          #expect(!response.headers.contains(name: "set-cookie"))
        }
      }
    }
  }

  @Test func `A target without metadata is a 404 at once`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await caller.start("GET", path)
          let command = try #require(try await fixture.poll(client).first)
          _ = try await fixture.answer(
            client, command, type: "oauth_discovery_response", code: 404, payload: #"{"error":{"message":"no"}}"#)
          #expect(try await caller.response().status == 404)
        }
      }
    }
  }

  @Test(arguments: [
    (
      #"Bearer realm="x", Resource_Metadata="http://10.0.0.9/m", scope="a""#,
      #"Bearer realm="x", Resource_Metadata=URL, scope="a""#
    ),
    ("Bearer resource_metadata=http://10.0.0.9/m", "Bearer resource_metadata=URL"),
    (#"Bearer realm="é""#, #"Bearer realm="é""#),
  ])
  func `A challenge points its caller back here`(challenge: String, expected: String) async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await caller.start(
            "POST", fixture.mcpPath, body: ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#))
          let command = try #require(try await fixture.poll(client).first)
          let escaped = challenge.replacing("\"", with: "\\\"")
          _ = try await fixture.answer(
            client, command, code: 401, payload: "{}", headers: #"{"WWW-Authenticate":["\#(escaped)"]}"#)
          let header = try await caller.response().headers.first(name: "www-authenticate")
          #expect(header == expected.replacing("URL", with: "\"http://localhost\(path)\""))
        }
      }
    }
  }
}
