import NIOCore
import TestServer
import Testing

@testable import CurlHTTP

/// Requests take the way that their route's table says. The table is the process' one: one test at a time.
@NetworkLoop
@Suite(.serialized, .timeLimit(.minutes(1))) struct RouteTests {
  private let route = HTTPRouteID("route-tests")

  /// Runs `body` with the proxies of one route, and puts the table back.
  private func with(
    proxy: String?, environment: EnvironmentProxies = .none, _ body: () async throws -> Void
  ) async throws {
    HTTPRoutes.shared.replace(
      with: HTTPRouteTable(
        routes: [route: HTTPRoute(proxy: proxy.map { HTTPProxy(url: $0, source: "--http-proxy") })],
        environment: environment))
    defer { HTTPRoutes.shared.replace(with: HTTPRouteTable()) }
    try await body()
  }

  private func get(_ url: String, on route: HTTPRouteID? = nil, unixSocket: String? = nil) async -> HTTPFailure? {
    await sendingFailure(
      of: HTTPRequest(method: "GET", url: url, unixSocket: unixSocket, route: route ?? self.route))
  }

  @Test("A proxy gets the whole URL, and its own credentials (TL-03)")
  func plain() async throws {
    let seen = Mailbox<TestRequest>()
    try await TestServer.with(
      answer: { request in
        seen.put(request)
        return TestResponse(200)
      },
      { proxy in
        try await with(proxy: "http://user:p%40ss@127.0.0.1:\(proxy.port)") {
          #expect(await get("http://mcp.example:8000/x") == nil)
        }
      })
    let request = await seen.next()
    #expect(request.target == "http://mcp.example:8000/x")
    #expect(request.header("proxy-authorization") == "Basic dXNlcjpwQHNz")
    #expect(request.header("authorization") == nil)
  }

  @Test("A proxy that was asked for by name ignores NO_PROXY and is used for this machine too (TL-03)")
  func explicit() async throws {
    let environment = EnvironmentProxies { $0 == "NO_PROXY" ? "*" : nil }
    try await with(proxy: try refusingURL(), environment: environment) {
      #expect(await get("http://mcp.example/")?.source == .connect)
      #expect(await get("http://127.0.0.1:1/")?.source == .connect)
      #expect(HTTPRoutes.shared.proxy(for: "http://127.0.0.1:1/", on: route)?.source == "--http-proxy")
    }
  }

  @Test("The environment's proxy counts where none was asked for (TL-03)")
  func fromEnvironment() async throws {
    let seen = Mailbox<TestRequest>()
    try await TestServer.with(
      answer: { request in
        seen.put(request)
        return TestResponse(204)
      },
      { proxy in
        let environment = EnvironmentProxies { name in
          switch name {
          case "HTTP_PROXY": "http://127.0.0.1:\(proxy.port)"
          case "NO_PROXY": "direct.invalid"
          default: nil
          }
        }
        try await with(proxy: nil, environment: environment) {
          #expect(await get("http://mcp.example/") == nil)
          #expect(await get("http://direct.invalid/")?.source == .dns)
          #expect(await get("http://127.0.0.1:\(proxy.port)/direct") == nil)
        }
      })
    #expect(await seen.next().target == "http://mcp.example/")
    #expect(await seen.next().target == "/direct")
  }

  @Test("A Unix socket takes no proxy (TL-04)")
  func unixSocket() async throws {
    try await with(proxy: try refusingURL()) {
      #expect(HTTPRoutes.shared.proxy(for: "http://x/", on: route, unixSocket: true) == nil)
      #expect(await get("http://x/", unixSocket: "/tmp/no-such.sock")?.kind == "connection_refused")
    }
  }

  @Test func anotherRouteIsNotAffected() async throws {
    try await TestServer.with(
      answer: { _ in TestResponse(204) },
      { server in
        try await with(proxy: try refusingURL()) {
          #expect(await get(server.url, on: HTTPRouteID("other")) == nil)
          #expect(await get(server.url) != nil)
        }
      })
  }

  @Test("What a proxy says to CONNECT is a failure to connect, not a lost answer")
  func refusedTunnel() async throws {
    try await TestServer.with(
      answer: { _ in TestResponse(407) },
      { proxy in
        try await with(proxy: proxy.url) {
          let failure = await get("https://mcp.example/")
          #expect(failure?.source == .connect)
          #expect(failure?.kind == "dial")
          #expect(failure?.detail.contains("407") == true)
        }
      })
  }

  @Test func aNewTableCountsForTheNextRequest() async throws {
    let seen = Mailbox<String>()
    let answer: @Sendable (TestRequest) -> TestResponse = { request in
      seen.put(request.header("proxy-authorization") ?? "none")
      return TestResponse(204)
    }
    try await TestServer.with(
      answer: answer,
      { proxy in
        let address = "127.0.0.1:\(proxy.port)"
        for url in ["http://a:1@\(address)", "http://b:2@\(address)", "http://\(address)"] {
          try await with(proxy: url) { #expect(await get("http://mcp.example/") == nil) }
        }
      })
    #expect(seen.all == ["Basic YTox", "Basic Yjoy", "none"])
  }

  @Test("A client certificate is shown to its own origin only (TL-02)")
  func certificates() throws {
    let origin = try #require(URLOrigin("https://mcp.example/mcp"))
    let certificate = HTTPClientCertificate(origin: origin, certificate: [1], key: [2])
    let table = HTTPRouteTable(routes: [route: HTTPRoute(certificate: certificate)], environment: .none)
    let shown = { (url: String) in table.resolve(route, url: url, unixSocket: false).certificate != nil }
    #expect(shown("https://mcp.example/other"))
    #expect(shown("https://MCP.example:443/"))
    #expect(!shown("https://mcp.example:444/"))
    #expect(!shown("http://mcp.example/mcp"))
    #expect(!shown("https://auth.example/"))
    #expect(table.resolve(HTTPRouteID("other"), url: "https://mcp.example/", unixSocket: false).certificate == nil)
  }
}
