import Operator
import Testing

@testable import TunnelRuntime

/// What the API says of the server behind a channel (operator spec 11.3.1).
struct ChannelTargetTests {
  @Test(arguments: [
    ("https://me:pw@mcp.test:8443/mcp?key=1#x", "https://mcp.test:8443/mcp"),
    ("http://mcp.test", "http://mcp.test"), ("http://mcp.test/a@b?c", "http://mcp.test/a@b"),
    ("http://mcp.test?token=1", "http://mcp.test"),
  ])
  func `An address is shown without what may be a password (W-39)`(url: String, shown: String) {
    #expect(ChannelTarget(serverURL: url).address == shown)
  }

  @Test func `The kind follows from what was configured`() {
    #expect(ChannelTarget(serverURL: "http://a/").transport == .streamableHTTP)
    #expect(ChannelTarget(command: "server", hasProcessAffinity: true).transport == .stdio)
    #expect(ChannelTarget(hasProcessAffinity: true).server(.ready, pid: nil).kind == .builtin)
    #expect(ChannelTarget().transport == .unknown)
  }

  @Test func `A server that fails its probe is not enabled, and why is said`() {
    let server = ChannelTarget(command: "server --stdio").server(.failed("gone"), pid: nil)
    #expect(!server.isEnabled && server.probe == .failed)
    #expect(server.reason == "gone" && server.probeError == "gone")
    #expect(server.details == [.init("pid", "—"), .init("command", "server --stdio")])
    #expect(ChannelTarget().server(.needsAuthorization("401"), pid: nil).probe == .authRequired)
    #expect(ChannelTarget().server(.timedOut("2 s"), pid: nil).isEnabled)
  }
}
