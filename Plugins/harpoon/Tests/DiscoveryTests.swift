import Testing
import TunnelPluginKit
import TunnelPluginTesting

@testable import HarpoonTransport

/// Targets that OAuth discovery finds (dataplane section 19).
@Suite struct DiscoveryTests {
  private static let group = "auth-server:0123456789ab:0"

  private static func endpoint(_ role: String, _ url: String, foreign: Bool = false, more: String = "") -> String {
    #"{"role":"\#(role)","url":"\#(url)","foreign":\#(foreign)\#(more)}"#
  }

  private static func document(_ endpoints: String...) -> String {
    #"{"endpoints":[\#(endpoints.joined(separator: ","))]}"#
  }

  private static let whole = document(
    endpoint("prmd-resource", "https://mcp.corp.example/mcp"),
    endpoint("prmd-auth-server", "https://mcp.corp.example", more: #","group":"\#(group)""#),
    endpoint("prmd-source", "https://mcp.corp.example/.well-known/oauth-protected-resource/mcp"),
    endpoint("token-endpoint", "https://mcp.corp.example/Token", more: #","group":"\#(group)""#))

  private func labels(_ channel: Channel) throws -> [String] {
    try channel.call("list_targets", "{}")
    return channel.read(channel.answer) { root in
      (root["result"]?["structuredContent"]?["targets"]?.elements ?? []).compactMap { $0["label"]?.string }
    }
  }

  @Test func `What the resource's own host serves becomes targets, with labels, tags and a reason (HB-01, HB-05)`()
    throws
  {
    let channel = try Channel("{}")
    channel.host.publishOAuth(Self.whole)
    #expect(
      try labels(channel) == [
        "oauth-prmd-resource-0", "oauth-prmd-auth-server-0", "oauth-prmd-source-0", "oauth-token-endpoint-0",
      ])
    let targets = channel.operate("targets")
    #expect(
      targets.contains(
        #""label":"oauth-token-endpoint-0","url":"https://mcp.corp.example/Token","description":"token-endpoint of the authorization server","category":"oauth","source":"oauth","tags":["auth-server-metadata","group=auth-server:0123456789ab:0","token-endpoint"],"inclusion_reason":"oauth-protected-resource-host""#
      ))
    #expect(targets.contains(#""tags":["protected-resource-metadata","resource"]"#))
    // HA-06: the audience is the URL as it was spelled.
    try channel.call("get_oauth_target_audience", #"{"label":"oauth-token-endpoint-0"}"#)
    #expect(channel.structured("audience") == #""https://mcp.corp.example/Token""#)
    let request = try channel.send(#"{"label":"oauth-token-endpoint-0","method":"POST","body":"grant"}"#)
    #expect(request.url == "https://mcp.corp.example/Token")
  }

  @Test func `The same again changes nothing, and what is new takes the place of the old (HB-07, W-52)`() throws {
    let channel = try Channel(#"{"targets":[{"label":"oauth-jwks-uri-0","url":"https://h/own"}]}"#)
    for _ in 0..<3 { channel.host.publishOAuth(Self.whole) }
    #expect(try labels(channel).count == 5)
    #expect(channel.host.logs.count { $0.contains("auto-registered") } == 4)
    let moved = Self.document(
      Self.endpoint("prmd-source", "https://mcp.corp.example/meta"),
      Self.endpoint("jwks-uri", "https://mcp.corp.example/keys"),
      Self.endpoint("token-endpoint", "https://mcp.corp.example/token2"))
    channel.host.publishOAuth(moved)
    // HB-05: a label that is used gets a number.
    #expect(
      try labels(channel) == [
        "oauth-jwks-uri-0", "oauth-prmd-source-0", "oauth-jwks-uri-0-1", "oauth-token-endpoint-0",
      ])
    let request = try channel.send(#"{"label":"oauth-token-endpoint-0","method":"POST"}"#)
    #expect(request.url == "https://mcp.corp.example/token2")
    channel.host.publishOAuth(#"{"endpoints":[]}"#)
    #expect(try labels(channel) == ["oauth-jwks-uri-0"])
  }

  @Test func `The channel is there while there is something to call (CH-01)`() throws {
    let channel = try Channel("{}")
    #expect(channel.host.presence == ["idle no targets are configured, and OAuth discovery has found none"])
    channel.host.publishOAuth(Self.whole)
    #expect(channel.host.presence.last == "up 1")
    channel.host.publishOAuth(#"{"endpoints":[]}"#)
    channel.host.publishOAuth(Self.whole)
    #expect(channel.host.presence.last == "up 2")
    #expect(try Channel(#"{"targets":[{"label":"a","url":"https://h/"}]}"#).host.presence.isEmpty)
  }

  @Test func `A foreign origin is a target only where the resource itself is (HB-04)`() throws {
    let channel = try Channel("{}")
    channel.host.publishOAuth(
      Self.document(
        Self.endpoint("prmd-source", "https://mcp.corp.example./meta"),
        // Private, but nobody here said so: it must not lead into the network.
        Self.endpoint("prmd-auth-server", "https://10.0.0.1/", foreign: true),
        Self.endpoint("issuer", "https://localhost/", foreign: true),
        Self.endpoint("jwks-uri", "https://mcp.corp.example:443/keys", foreign: true),
        Self.endpoint("token-endpoint", "https://other.example/t")))
    #expect(try labels(channel) == ["oauth-prmd-source-0", "oauth-jwks-uri-0"])
    #expect(channel.host.logs.contains { $0.contains("skipped role=issuer") && $0.contains("foreign origin") })
  }

  @Test func `Plain HTTP needs its setting, and dots in a path never pass (HB-06, HA-09)`() throws {
    let found = Self.document(
      Self.endpoint("prmd-source", "http://127.0.0.1:1/meta"), Self.endpoint("issuer", "http://127.0.0.1:1/a/../b"))
    let strict = try Channel("{}")
    strict.host.publishOAuth(found)
    #expect(try labels(strict).isEmpty)
    #expect(strict.host.logs.contains { $0.contains("registration failed") && $0.contains("plaintext") })
    let plain = try Channel(#"{"allow_plaintext_http":true}"#)
    plain.host.publishOAuth(found)
    #expect(try labels(plain) == ["oauth-prmd-source-0"])
  }

  @Test func `A socket that another target of the URL has not is refused, one of its own is used (HB-03)`() throws {
    let channel = try Channel(#"{"targets":[{"label":"a","url":"https://mcp.corp.example/Token"}]}"#)
    channel.host.publishOAuth(
      Self.document(
        Self.endpoint("prmd-source", "https://mcp.corp.example/m", more: #","unix_socket":"/s""#),
        Self.endpoint("token-endpoint", "https://mcp.corp.example/Token", more: #","unix_socket":"/s""#)))
    #expect(try labels(channel) == ["a", "oauth-prmd-source-0"])
    #expect(try channel.send(#"{"label":"oauth-prmd-source-0","method":"GET"}"#).unixSocket == "/s")
  }

  @Test func `Nothing is heard after closing`() throws {
    let channel = try Channel("{}")
    channel.plugin.close()
    channel.host.publishOAuth(Self.whole)
    #expect(channel.operate("targets") == #"{"targets":[]}"#)
  }

  @Test(
    arguments: [
      ("https://localhost/", "loopback"), ("https://127.8.9.1/", "loopback"), ("https://[::1]/", "loopback"),
      ("https://10.1.2.3/", "private-ip"), ("https://172.31.0.1/", "private-ip"), ("https://172.32.0.1/", nil),
      ("https://192.168.1.1/", "private-ip"), ("https://[fd00::1]/", "private-ip"), ("https://[fe80::1]/", nil),
      ("https://[::ffff:10.0.0.1]/", "private-ip"), ("https://169.254.169.254/", nil), ("https://8.8.8.8/", nil),
      ("https://idp.intra.example/", "suffix:.intra.example"), ("https://INTRA.example./", "suffix:.intra.example"),
      ("https://notintra.example/", nil), ("https://IDP7.example.net/", "regex:^idp[0-9]+\\."),
      ("https://sub.mcp.corp.example/", "oauth-protected-resource-host"), ("https://corp.example/", nil),
    ] as [(String, String?)])
  func `HB-04 which hosts are private`(url: String, reason: String?) throws {
    var hosts = RegistrationPolicy.Hosts()
    hosts.suffixes = [".intra.example"]
    hosts.patterns = [try #require(RegistrationPolicy.HostPattern(#"^idp[0-9]+\."#))]
    let source = DiscoveredEndpoint(role: "prmd-source", url: "https://mcp.corp.example/m")
    let policy = RegistrationPolicy(hosts, endpoints: [source])
    let endpoint = DiscoveredEndpoint(role: "token-endpoint", url: url)
    #expect(policy.reason(for: endpoint, at: try #require(TargetURL(url))) == reason)
    let none = RegistrationPolicy(
      RegistrationPolicy.Hosts(includesLoopback: false, includesPrivate: false), endpoints: [])
    #expect(none.reason(for: endpoint, at: try #require(TargetURL(url))) == nil)
  }

  @Test func `A name that nobody can own vouches for nobody`() {
    #expect(RegistrationPolicy.hasRegistrableDomain("example.com"))
    #expect(RegistrationPolicy.hasRegistrableDomain("example.co.uk"))
    for shared in ["com", "co.uk", "localhost", ""] { #expect(!RegistrationPolicy.hasRegistrableDomain(shared)) }
  }

  @Test func `Calls are counted by label, status and outcome (24.4, W-61)`() throws {
    let channel = try Channel(#"{"targets":[{"label":"a","url":"https://h/a"}]}"#)
    let request = try channel.send(#"{"label":"a","method":"GET"}"#)
    _ = request.head(404, [:])
    request.done(body: "hello")
    try channel.call("call_target", #"{"label":"made-up-by-a-caller","method":"GET"}"#)
    let series = #"{label="a",outcome="success",status_class="4xx"}"#
    #expect(channel.host.metrics["harpoon_call_total\(series)"] == [1])
    #expect(channel.host.metrics["harpoon_response_size_bytes\(series)"] == [5])
    #expect(channel.host.metrics["harpoon_call_latency_milliseconds\(series)"]?.count == 1)
    let unknown = #"{label="__unknown__",outcome="invalid_input",status_class="none"}"#
    #expect(channel.host.metrics["harpoon_call_total\(unknown)"] == [1])
  }
}
