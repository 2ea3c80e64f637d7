import CurlHTTP
import NIOCore
import TestServer
import Testing

@testable import OAuthDiscovery

/// Discovery over real connections (dataplane section 18).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct RunnerTests {
  private nonisolated static let known = "/.well-known/oauth-protected-resource"

  private func target(_ server: TestServer, trusting: [String] = []) throws -> DiscoveryTarget {
    try #require(
      DiscoveryTarget(
        serverURL: server.url + "/mcp", headers: HTTPFields(["X-Own": "1"]), userAgent: "t/1",
        trustedOrigins: trusting.compactMap { URLOrigin($0) }))
  }

  private func look(_ target: DiscoveryTarget) async -> DiscoveryReport {
    let runner = DiscoveryRunner(target, probeLimit: .seconds(10))
    var report = await runner.findMetadata(within: .seconds(15))
    report.authorizationServer = await runner.findAuthorizationServer(of: report, within: .seconds(15))
    return report
  }

  @Test func `Metadata and the authorization server's are fetched, headers stay at home (OA-05, OA-10, HD-05)`()
    async throws
  {
    let asked = Mailbox<TestRequest>()
    try await TestServer.with(answer: { request in
      asked.put(request)
      let base = "http://\(request.header("host") ?? "")"
      switch request.target {
      case Self.known: return TestResponse(200, #"{"resource":"\#(base)/mcp","authorization_servers":["\#(base)"]}"#)
      case "/.well-known/oauth-authorization-server":
        return TestResponse(
          200, headers: [("Content-Type", "application/json; charset=utf-8")],
          #"{"issuer":"\#(base)","token_endpoint":"\#(base)/token","authorization_endpoint":"\#(base)/authorize"}"#)
      default: return TestResponse(404, "no")
      }
    }) { server in
      let target = try target(server)
      let report = await look(target)
      #expect(report.verdict == .found)
      #expect(report.authorizationServer?.metadata?.issuer == server.url)
      // The second request of the probe is left out where the first one has taken the time.
      let requests = asked.all.filter { "\($0.method) \($0.target)" != "GET /mcp" }
      #expect(
        requests.map { "\($0.method) \($0.target)" } == [
          "POST /mcp", "GET \(Self.known)/mcp", "GET \(Self.known)",
          "GET /.well-known/oauth-authorization-server",
        ])
      #expect(requests.allSatisfy { $0.header("user-agent") == "t/1" })
      #expect(requests.map { $0.header("x-own") } == ["1", "1", "1", nil])
      #expect(requests.prefix(3).allSatisfy { $0.header("accept") == "application/json" })
      #expect(
        report.endpoints(for: target).map(\.role) == [
          "prmd-resource", "prmd-auth-server", "prmd-source", "auth-server-metadata", "issuer", "token-endpoint",
        ])
      #expect(report.endpoints(for: target).allSatisfy { !$0.disallowsPrivate })
    }
  }

  @Test func `An authorization server elsewhere is asked only when it is trusted (user needs 4.5)`() async throws {
    try await TestServer.with(answer: { request in
      TestResponse(
        200, headers: [("Content-Type", "application/json")],
        #"{"issuer":"http://\#(request.header("host") ?? "")"}"#)
    }) { other in
      let issuer = other.url
      try await TestServer.with(answer: { _ in
        TestResponse(200, #"{"resource":"r","authorization_servers":["\#(issuer)","http://second.test"]}"#)
      }) { server in
        let plain = try target(server)
        let report = await look(plain)
        #expect(report.authorizationServer?.isTrusted == false)
        #expect(other.connectionCount == 0)
        let trusting = await look(try target(server, trusting: [issuer]))
        #expect(trusting.authorizationServer?.metadata?.issuer == issuer)
        let endpoints = trusting.endpoints(for: plain)
        #expect(endpoints.contains { $0.role == "issuer" && $0.disallowsPrivate })
      }
    }
  }

  @Test func `A redirect is followed within the origin and nowhere else (OA-05)`() async throws {
    try await TestServer.with(answer: { _ in TestResponse(200, #"{"resource":"stolen"}"#) }) { other in
      let elsewhere = other.url
      try await TestServer.with(answer: { request in
        switch request.target {
        case Self.known + "/mcp": TestResponse(302, headers: [("Location", elsewhere + "/doc")], "")
        case Self.known: TestResponse(301, headers: [("Location", "/doc")], "")
        case "/doc": TestResponse(200, #"{"resource":"own"}"#)
        default: TestResponse(405, "")
        }
      }) { server in
        let report = await look(try target(server))
        #expect(report.document?.metadata.resource == "own")
        #expect(report.attempts.first?.status == 302)
        #expect(other.connectionCount == 0)
      }
    }
  }

  @Test func `An event stream does not hold the probe up, a large body is refused (OA-05)`() async throws {
    try await TestServer.with(script: { connection in
      while let request = connection.readRequest() {
        switch request.target {
        case "/mcp":
          // Never ends: only the head may be waited for.
          connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
          return connection.waitForEnd()
        case Self.known + "/mcp":
          connection.send(TestResponse(200, #"{"resource":""# + String(repeating: "x", count: 1 << 20) + #""}"#))
        default: connection.send(TestResponse(200, #"{"resource":"small"}"#))
        }
      }
    }) { server in
      let report = await DiscoveryRunner(try target(server), probeLimit: .seconds(10))
        .findMetadata(within: .seconds(15))
      #expect(report.probe.status == 200)
      #expect(report.attempts.first?.error == "the body is larger than 1 MiB")
      #expect(report.document?.metadata.resource == "small")
    }
  }

  @Test func `A cancelled look ends at once`() async throws {
    let began = Mailbox<Void>()
    try await TestServer.with(script: { connection in
      _ = connection.readRequest()
      began.put(())
      connection.waitForEnd()
    }) { server in
      let target = try target(server)
      let task = Task { await DiscoveryRunner(target).findMetadata(within: .seconds(600)) }
      _ = await began.next()
      task.cancel()
      #expect(await task.value.document == nil)
    }
  }
}
