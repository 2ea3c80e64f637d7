import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

/// Dataplane spec HT-08, W-25, HD-05.
@Suite struct RedirectedCallTests {
  private let host = FakeHost()
  private let plugin: LoadedPlugin
  private let request = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#
  private let response = #"{"jsonrpc":"2.0","id":1,"result":{}}"#

  init() throws {
    plugin = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try plugin.open(#"{"url":"http://127.0.0.1:1/mcp?v=1","headers":{"X-Key":"static"}}"#)
  }

  private func call() throws -> (UInt64, FakeHTTPRequest) {
    let exchange = try plugin.start(.request, request, headers: [("Authorization", "Bearer t")])
    return (exchange, try #require(host.requests.last))
  }

  @Test(
    "A slash at the path's end is followed, once, with method, body and headers; later calls go there at once",
    arguments: [(307, "http://127.0.0.1:1/mcp/?v=1"), (308, "http://127.0.0.1:1/mcp/?v=1"), (307, "/mcp/?v=1")])
  func slash(status: Int, location: String) throws {
    let (exchange, first) = try call()
    #expect(first.head(status, ["Location": location]) == .discard)
    first.done(status: status)
    let second = try #require(host.requests.last)
    #expect(second.url == "http://127.0.0.1:1/mcp/?v=1")
    #expect(second.method == "POST")
    #expect(second.body == request)
    #expect(second.header("authorization") == "Bearer t")
    #expect(second.header("x-key") == "static")
    second.head(200, ["Content-Type": "application/json"])
    second.done(body: response)
    #expect(
      host.events == [
        .head(exchange, status: 200), .emit(exchange, response), .finish(exchange, .none, kind: ""),
      ])
    #expect(host.requests.count == 2)
    #expect(try call().1.url == "http://127.0.0.1:1/mcp/?v=1")
    #expect(host.logs.count { $0.contains("redirects to http://127.0.0.1:1/mcp/,") } == 1)
    #expect(host.faults.isEmpty)
  }

  @Test(
    "Any other redirect is the answer, and nothing of the call goes where it leads",
    arguments: [
      (307, "http://127.0.0.1:2/mcp/?v=1"), (307, "https://127.0.0.1:1/mcp/?v=1"), (307, "/other"), (307, "/mcp/"),
      (307, "//elsewhere/mcp/?v=1"), (301, "/mcp/?v=1"), (302, "/mcp/?v=1"), (303, "/mcp/?v=1"),
    ])
  func elsewhere(status: Int, location: String) throws {
    let (exchange, http) = try call()
    #expect(http.head(status, ["Location": location]) == .stream)
    http.done(status: status)
    #expect(host.events == [.head(exchange, status: status), .finish(exchange, .none, kind: "")])
    #expect(host.requests.count == 1)
  }

  @Test("A server that sends callers to and fro is not followed twice")
  func loop() throws {
    let (exchange, first) = try call()
    first.head(307, ["Location": "/mcp/?v=1"])
    first.done(status: 307)
    let second = try #require(host.requests.last)
    #expect(second.head(307, ["Location": "/mcp?v=1"]) == .stream)
    second.done(status: 307)
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
    #expect(host.requests.count == 2)
  }

  @Test("A call that is taken back while it moves is not sent again")
  func cancelled() throws {
    let (exchange, http) = try call()
    http.head(307, ["Location": "/mcp/?v=1"])
    plugin.cancel(exchange, .shutdown)
    http.done(.cancelled, status: 307)
    #expect(host.requests.count == 1)
    #expect(host.faults.isEmpty)
  }
}
