import CommandDispatch
import Configuration
import ControlPlane
import CurlHTTP
import HTTPServing
import Logging
import NIOCore
import OAuthDiscovery
import Operator
import TestServer
import Testing

@testable import TunnelRuntime

/// What the tunnel knows of OAuth, and what it answers (dataplane OA-01, OA-02, OA-08, W-50, W-51; operator W-40, W-87).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct OAuthMonitorTests {
  private nonisolated static let known = "/.well-known/oauth-protected-resource"

  private func binding(_ url: String?, configuration: String = "{}") -> BindingSetting {
    var network = BindingSetting.Network()
    network.serverURL = url
    return BindingSetting(
      channel: "main", pluginID: "com.example.x", configuration: configuration, source: .flag("--mcp.server-url"),
      network: network)
  }

  private func monitor(_ binding: BindingSetting?) -> OAuthMonitor {
    OAuthMonitor(
      binding, trustedOrigins: [], identity: ClientIdentity(version: "1"), probeLimit: .seconds(10),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test func `Without a URL there is nothing to wait for, and commands are answered at once (OA-02, W-87)`() async {
    #expect(monitor(nil).snapshot.error == nil)
    #expect(monitor(nil).health == .notApplicable)
    let custom = monitor(binding(nil))
    #expect(custom.snapshot.error == "oauth discovery server URL is not configured")
    #expect(!custom.snapshot.isPending && custom.health.dependency == nil)
    var child = binding(nil)
    child.command = "server"
    #expect(monitor(child).snapshot.error == "oauth discovery disabled for transport \"stdio\"")
    #expect(await custom.answer().status == 404)
    #expect(custom.component.status == .disabled)
  }

  @Test func `The transport's configuration tells the socket and the headers (HD-05)`() throws {
    let setting = binding(
      "http://a.test/mcp",
      configuration: #"{"url":"x","unix_socket":"/s","headers":{"A":"1","B":"2"},"discovery_headers":{"b":"3","n":4}}"#)
    let target = try #require(DiscoveryTarget(setting, trustedOrigins: ["https://t.test"], userAgent: "t/1"))
    #expect(target.unixSocket == "/s")
    #expect(target.headers == HTTPFields(["A": "1", "b": "3"]))
    #expect(target.route == HTTPRouteID("binding/main"))
    #expect(target.trusts("https://t.test/x"))
  }

  @Test func `Metadata is handed on byte for byte, afresh for each command (OA-01, OA-08)`() async throws {
    let asked = Mailbox<Void>()
    let document = "{ \"resource\" : \"http://a.test/mcp\", \"x\":1.50 }\n"
    try await TestServer.with(answer: { request in
      guard request.target == Self.known + "/mcp" else { return TestResponse(404, "") }
      asked.put(())
      return TestResponse(200, headers: [("Content-Type", "application/json"), ("Set-Cookie", "a=b")], document)
    }) { server in
      let monitor = monitor(binding(server.url + "/mcp"))
      for _ in 0..<2 {
        let answer = await monitor.answer()
        #expect(answer.status == 200 && answer.failure == nil)
        #expect(String(buffer: answer.body) == document)
      }
      #expect(asked.all.count == 2)
    }
  }

  @Test func `A failure is answered with what the server said, and with no name of the inside (W-50)`() async throws {
    let challenge = [("WWW-Authenticate", "Bearer")]
    let cases: [(TestResponse, TestResponse, Int, String)] = [
      (TestResponse(400, ""), TestResponse(404, ""), 404, "oauth_not_advertised"),
      (TestResponse(400, ""), TestResponse(405, ""), 404, "oauth_not_advertised"),
      (TestResponse(400, ""), TestResponse(200, "<html>"), 404, "oauth_not_advertised"),
      (TestResponse(401, headers: challenge, ""), TestResponse(500, ""), 500, "oauth_discovery_failed"),
      (TestResponse(401, headers: challenge, ""), TestResponse(200, "<html>"), 502, "oauth_discovery_failed"),
    ]
    for (probe, candidate, status, code) in cases {
      try await TestServer.with(answer: { $0.target == "/mcp" ? probe : candidate }) { server in
        let answer = await monitor(binding(server.url + "/mcp")).answer()
        #expect(answer.status == status && answer.failure?.kind == code)
        let text = String(buffer: answer.body)
        #expect(text.contains("\"code\":\"\(code)\"") && !text.contains("127.0.0.1"))
      }
    }
    let nobody = await monitor(binding(try refusingURL() + "/mcp")).answer()
    #expect(nobody.status == 502 && nobody.failure?.kind == "oauth_discovery_unreachable")
  }

  @Test func `The first look ends pending; the page and health tell what came of it (A-113)`() async throws {
    try await TestServer.with(answer: { _ in TestResponse(405, "") }) { server in
      let monitor = monitor(binding(server.url + "/mcp"))
      #expect(monitor.snapshot.isPending && monitor.health == .pending && monitor.component.status == .unknown)
      let task = Task { await monitor.run() }
      while monitor.health == .pending { await Task.yield() }
      #expect(monitor.health == .notAdvertised && monitor.component.status == .ok)
      #expect(monitor.snapshot.asOf != nil && !monitor.snapshot.isPending)
      task.cancel()
      await task.value
    }
  }

  @Test func `What did not arrive is looked for again soon, all else from time to time (W-40, W-51)`() {
    var schedule = DiscoverySchedule()
    #expect(schedule.next(after: .found, isIncomplete: false) == .seconds(300))
    let waits = (0..<7).map { _ in schedule.next(after: .unreachable("x"), isIncomplete: true) }
    #expect(waits == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    #expect(schedule.next(after: .notAdvertised, isIncomplete: true) == .seconds(30))
    #expect(schedule.next(after: .notAdvertised, isIncomplete: false) == .seconds(300))
    #expect(schedule.next(after: .failed("x"), isIncomplete: false) == .seconds(1))
  }
}
