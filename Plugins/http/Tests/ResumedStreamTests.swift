import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct ResumedStreamTests {
  private let host = FakeHost()
  private let plugin: LoadedPlugin
  private let request = #"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#
  private let response = #"{"jsonrpc":"2.0","id":1,"result":{}}"#

  init() throws {
    plugin = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try plugin.open(#"{"url":"http://127.0.0.1:1/mcp"}"#)
  }

  /// A call whose stream named the event 7 and then broke off.
  private func brokenCall() throws -> UInt64 {
    let exchange = try plugin.start(
      .request, request,
      headers: [("Mcp-Session-Id", "s"), ("Authorization", "a"), ("Accept", "application/json, text/event-stream")])
    let http = try #require(host.requests.last)
    http.head(200, ["content-type": "text/event-stream"])
    http.data("id: 7\nretry: 70\ndata:\n\n")
    http.done()
    return exchange
  }

  private func resumption() throws -> FakeHTTPRequest {
    host.fireTimers()
    return try #require(host.requests.last)
  }

  @Test("A stream that ends early is picked up with GET, Last-Event-Id and the call's headers (row 11, SSE-05)")
  func resume() throws {
    let exchange = try brokenCall()
    #expect(host.pendingTimers == [70])
    let get = try resumption()
    #expect(get.method == "GET")
    #expect(get.url == "http://127.0.0.1:1/mcp")
    #expect(
      get.headers.map { "\($0.name): \($0.value)" }.sorted() == [
        "Accept: text/event-stream", "Authorization: a", "Last-Event-Id: 7", "Mcp-Session-Id: s",
      ])
    #expect(get.head(200, ["content-type": "text/event-stream"]) == .stream)
    get.data("id: 8\ndata: \(response)\n\n")
    get.done()
    #expect(
      host.events == [
        .head(exchange, status: 200), .emit(exchange, response), .finish(exchange, .none, kind: ""),
      ])
    #expect(host.requests.count == 2)
    #expect(host.faults.isEmpty)
    plugin.close()
    #expect(host.events.last == .closed)
  }

  @Test("An event that broke off half-way is asked for again (SSE-05)")
  func halfAnEvent() throws {
    try plugin.start(.request, request)
    let http = try #require(host.requests.last)
    http.head(200, ["content-type": "text/event-stream"])
    http.data("id: 7\ndata:\n\nid: 8\ndata: {\"jsonrpc\"")
    http.done(.closed, kind: "connection_reset")
    #expect(try resumption().header("last-event-id") == "7")
  }

  @Test(
    "A server that cannot resume fails the call (SSE-07)", arguments: [(405, "unexpected_eof"), (404, "http_status")])
  func refused(status: Int, kind: String) throws {
    let exchange = try brokenCall()
    let get = try resumption()
    #expect(get.head(status) == .cancel)
    get.done(.cancelled)
    #expect(host.events.last == .finish(exchange, .closed, kind: kind))
    #expect(host.pendingTimers.isEmpty)
    #expect(host.faults.isEmpty)
  }

  @Test("Five resumptions without progress are the last (SSE-06)")
  func exhausted() throws {
    let exchange = try brokenCall()
    for _ in 1...4 {
      let get = try resumption()
      get.head(200, ["content-type": "text/event-stream"])
      get.done()
    }
    try resumption().done(.connect, kind: "connection_refused")
    #expect(host.requests.count == 6)
    #expect(host.pendingTimers.isEmpty)
    #expect(host.events.last == .finish(exchange, .connect, kind: "connection_refused"))
  }

  @Test("The deadline of the call ends it between two streams as well (SSE-06)")
  func cancelled() throws {
    let exchange = try brokenCall()
    plugin.cancel(exchange)
    #expect(host.pendingTimers.isEmpty)
    #expect(host.requests.last?.body.contains("notifications/cancelled") == true)
    host.requests.last?.head(202)
    host.requests.last?.done(status: 202)
    plugin.close()
    #expect(host.events.last == .closed)
    #expect(host.faults.isEmpty)
  }

  @Test("Without an event id an early end is an unexpected end, with its provenance (W-28)")
  func noID() throws {
    let exchange = try plugin.start(.request, request)
    let http = try #require(host.requests.last)
    http.head(200, ["content-type": "text/event-stream"])
    http.data("\u{FEFF}: comment\n\n")
    http.done()
    #expect(host.events.last == .finish(exchange, .closed, kind: "unexpected_eof"))
    #expect(host.requests.count == 1)
  }
}
