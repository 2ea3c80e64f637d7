import Configuration
import ControlPlane
import CurlHTTP
import Logging
import OAuthDiscovery
import TestServer
import Testing

@testable import TunnelRuntime

/// What plugins hear of OAuth discovery (dataplane HB-01 to HB-03).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct OAuthEndpointsTests {
  /// A look at a server whose authorization server is itself, and whose metadata says `members`.
  private func report(
    issuer: String? = nil, _ members: @escaping @Sendable (String) -> String,
    _ look: (DiscoveryReport, String) throws -> Void
  ) async throws {
    let name = Mailbox<String>()
    try await TestServer.with(answer: { request in
      let base = name.all.first ?? ""
      let json = [("Content-Type", "application/json")]
      switch request.target {
      case "/.well-known/oauth-protected-resource/mcp":
        return TestResponse(
          200, headers: json, #"{"resource":"\#(base)/mcp","authorization_servers":["\#(issuer ?? base + "/as")"]}"#)
      case "/as/.well-known/oauth-authorization-server":
        return TestResponse(200, headers: json, #"{"issuer":"\#(base)/as",\#(members(base))}"#)
      default: return TestResponse(404, "")
      }
    }) { server in
      name.put(server.url)
      var network = BindingSetting.Network()
      network.serverURL = server.url + "/mcp"
      let binding = BindingSetting(
        channel: "main", pluginID: "com.example.x", configuration: "{}", source: .flag("x"), network: network)
      let monitor = OAuthMonitor(
        binding, trustedOrigins: [], identity: ClientIdentity(version: "1"),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      try look(try #require(await monitor.look()), server.url)
    }
  }

  private nonisolated static func target(_ url: String, socket: String? = nil, trusted: [String] = []) throws
    -> DiscoveryTarget
  {
    try #require(
      DiscoveryTarget(
        serverURL: url + "/mcp", unixSocket: socket, userAgent: "t/1",
        trustedOrigins: trusted.compactMap { URLOrigin($0) }))
  }

  @Test func `Every URL of both documents is told, with its role and its group`() async throws {
    try await report({
      #""authorization_endpoint":"\#($0)/never","token_endpoint":"\#($0)/t","jwks_uri":"\#($0)/k","#
        + #""revocation_endpoint":"ftp://x/","registration_endpoint":"https://far.example/r""#
    }) { report, base in
      let endpoints = OAuthEndpoints(report, of: try Self.target(base)).all
      #expect(
        endpoints.map(\.role) == [
          "prmd-resource", "prmd-auth-server", "prmd-source", "auth-server-metadata", "issuer", "token-endpoint",
          "jwks-uri", "registration-endpoint",
        ])
      #expect(endpoints.map(\.isForeign) == [false, false, false, false, false, false, false, true])
      #expect(endpoints[2].url == base + "/.well-known/oauth-protected-resource/mcp")
      #expect(endpoints[0].group == nil && endpoints[2].group == nil)
      let group = try #require(endpoints[1].group)
      #expect(group.wholeMatch(of: /auth-server:[0-9a-f]{12}:0/) != nil)
      #expect(endpoints[3...].allSatisfy { $0.group == group })
    }
  }

  @Test func `What is behind a socket is what is the server's, and below the issuer (HB-03)`() async throws {
    try await report({ #""token_endpoint":"\#($0)/as/t","jwks_uri":"\#($0)/k","x":1"# }) { report, base in
      let endpoints = OAuthEndpoints(report, of: try Self.target(base, socket: "/s")).all
      let behind = endpoints.filter { $0.unixSocket == "/s" }.map(\.role)
      #expect(
        behind == [
          "prmd-resource", "prmd-auth-server", "prmd-source", "auth-server-metadata", "issuer", "token-endpoint",
        ])
    }
  }

  @Test func `An authorization server elsewhere is foreign unless the operator trusts it (HB-02)`() async throws {
    try await report(issuer: "https://idp.example", { _ in #""x":1"# }) { report, base in
      let strict = OAuthEndpoints(report, of: try Self.target(base)).all
      #expect(strict.map(\.isForeign) == [false, true, false])
      let trusting = OAuthEndpoints(report, of: try Self.target(base, trusted: ["https://idp.example"]))
      #expect(trusting.all.map(\.isForeign) == [false, false, false])
      let json = String(decoding: trusting.json, as: UTF8.self)
      #expect(json.hasPrefix(#"{"endpoints":[{"role":"prmd-resource","url":"\#(base)/mcp","foreign":false},"#))
    }
  }
}
