import CurlHTTP
import NIOCore
import TestServer
import Testing

/// No credential leaves its origin (dataplane spec W-01, W-25).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct RedirectTests {
  private func request(_ url: String, _ redirects: HTTPRequest.Redirects) -> HTTPRequest {
    HTTPRequest(
      method: "POST", url: url, headers: HTTPFields(["Authorization": "Bearer secret"]),
      body: .segments([ByteBuffer(string: "body")]), redirects: redirects)
  }

  private func answering(_ status: Int, _ location: String) -> @Sendable (TestRequest) -> TestResponse {
    { request in
      if request.target == "/there" {
        return TestResponse(200, "\(request.method) \(request.text) \(request.header("authorization") ?? "-")")
      }
      return TestResponse(status, headers: [("Location", location)], "moved")
    }
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func aRedirectIsAnAnswerLikeAnyOtherUnlessAskedFor(status: Int) async throws {
    try await TestServer.with(
      answer: answering(status, "/there"),
      { server in
        let response = try await HTTPClient().send(request(server.url, .none))
        #expect(response.head.status == status)
        #expect(String(buffer: response.body) == "moved")
      })
  }

  @Test(arguments: [307, 308])
  func aRedirectToTheSameOriginKeepsMethodBodyAndCredentials(status: Int) async throws {
    try await TestServer.with(
      answer: answering(status, "/there"),
      { server in
        let response = try await HTTPClient().send(request(server.url, .sameOrigin(limit: 5)))
        #expect(String(buffer: response.body) == "POST body Bearer secret")
      })
    let absolute = try TestServer(answer: { request in
      request.target == "/there"
        ? TestResponse(200, request.text)
        : TestResponse(status, headers: [("Location", "http://\(request.header("host") ?? "")/there")])
    })
    defer { absolute.stop() }
    #expect(String(buffer: try await HTTPClient().send(request(absolute.url, .sameOrigin(limit: 5))).body) == "body")
  }

  @Test(arguments: [301, 302, 303])
  func aRedirectThatWouldChangeTheMethodIsNotFollowed(status: Int) async throws {
    try await TestServer.with(
      answer: answering(status, "/there"),
      { server in
        let response = try await HTTPClient().send(request(server.url, .sameOrigin(limit: 5)))
        #expect(response.head.status == status)
      })
  }

  @Test(arguments: [
    "http://localhost:{port}/there", "https://127.0.0.1:{port}/there", "//example.com/there", "http://[",
  ])
  func aRedirectToAnotherOriginIsNotFollowed(location: String) async throws {
    let answer: @Sendable (TestRequest) -> TestResponse = { request in
      let port = request.header("host")?.split(separator: ":").last.map(String.init) ?? ""
      let parts = location.split(separator: "{port}", omittingEmptySubsequences: false)
      return TestResponse(307, headers: [("Location", parts.joined(separator: port))])
    }
    try await TestServer.with(
      answer: answer,
      { server in
        let response = try await HTTPClient().send(request(server.url, .sameOrigin(limit: 5)))
        #expect(response.head.status == 307)
        #expect(server.connectionCount == 1)
      })
  }

  @Test func redirectsEndAtTheirLimit() async throws {
    let seen = Mailbox<Void>()
    let answer: @Sendable (TestRequest) -> TestResponse = { _ in
      seen.put(())
      return TestResponse(307, headers: [("Location", "/again")])
    }
    try await TestServer.with(
      answer: answer,
      { server in
        let response = try await HTTPClient().send(request(server.url, .sameOrigin(limit: 3)))
        #expect(response.head.status == 307)
        #expect(seen.all.count == 4)
      })
  }

  @Test func aStreamedBodyIsNotSentTwice() async throws {
    try await TestServer.with(
      answer: answering(307, "/there"),
      { server in
        let receiver = Receiver(.discard)
        let streamed = HTTPRequest(method: "POST", url: server.url, body: .streamed, redirects: .sameOrigin(limit: 5))
        HTTPClient().start(streamed, receiver: receiver).write(ByteBuffer(string: "once"), end: true)
        #expect(await receiver.events.next() == .head(307))
        #expect(await receiver.events.next() == .done(nil))
      })
  }
}
