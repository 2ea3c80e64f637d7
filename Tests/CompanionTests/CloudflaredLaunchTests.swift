import Testing

@testable import Companion

/// Row 24 of dataplane section 28: what it is started with (CF-03, W-66).
@Suite struct CloudflaredLaunchTests {
  private func launch(_ host: [String: String], secrets: Set<String> = []) -> CloudflaredLaunch {
    CloudflaredLaunch(program: "/opt/cloudflared", port: 4711, token: "the-token", host: host, secrets: secrets)
  }

  @Test func `The arguments are exact, and hold no token`() {
    #expect(launch([:]).arguments == ["tunnel", "--no-autoupdate", "--metrics", "127.0.0.1:4711", "run"])
  }

  @Test func `Two variables are its own, whatever ours are`() {
    let environment = launch(["TUNNEL_TOKEN": "old", "TUNNEL_MANAGEMENT_DIAGNOSTICS": "true"]).environment
    #expect(environment == ["TUNNEL_TOKEN": "the-token", "TUNNEL_MANAGEMENT_DIAGNOSTICS": "false"])
  }

  @Test func `Nothing else of ours is handed on but what is harmless or for it`() {
    let environment = launch([
      "CONTROL_PLANE_API_KEY": "key", "OPENAI_API_KEY": "key", "CLOUDFLARED_TUNNEL_TOKEN": "x",
      "TUNNEL_CLIENT_PLUGIN_PATH": "/x", "PATH": "/bin", "TUNNEL_EDGE_IP_VERSION": "6", "SSL_CERT_FILE": "/roots",
    ]).environment
    #expect(
      environment.keys.sorted() == [
        "PATH", "SSL_CERT_FILE", "TUNNEL_EDGE_IP_VERSION", "TUNNEL_MANAGEMENT_DIAGNOSTICS", "TUNNEL_TOKEN",
      ])
  }

  @Test func `A secret is not handed on under another name`() {
    let environment = launch(["TUNNEL_COPY": "the-token", "TUNNEL_KEY": "key", "HOME": "key"], secrets: ["key"])
      .environment
    #expect(environment.keys.sorted() == ["TUNNEL_MANAGEMENT_DIAGNOSTICS", "TUNNEL_TOKEN"])
  }

  @Test func `It stops within the drain's time, and never takes longer than five seconds (CF-06)`() {
    #expect(Cloudflared.Limits(ready: .seconds(30), drain: .seconds(1)).stop == .milliseconds(1250))
    #expect(Cloudflared.Limits(ready: .seconds(30), drain: .seconds(60)).stop == .seconds(5))
  }

  @Test func `A port that is free can be had, and one that is listened on cannot`() throws {
    let port = try #require(LoopbackPort.free())
    #expect(!LoopbackPort.isTaken(port))
    #expect((1024...65535).contains(port))
  }
}
