import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct StreamableHTTPTransportTests {
  let host = FakeHost()
  let plugin: LoadedPlugin
  let request = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#
  let response = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
  let notification = #"{"jsonrpc":"2.0","method":"notifications/progress"}"#

  init() throws {
    plugin = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try plugin.open(
      #"{"url":"http://127.0.0.1:1/mcp","headers":{"X-Key":"static","Accept":"x/y"},"max_message_bytes":1024}"#)
  }

  func call(_ headers: [(name: String, value: String)] = []) throws -> (UInt64, FakeHTTPRequest) {
    let exchange = try plugin.start(.request, request, headers: headers)
    return (exchange, try #require(host.requests.last))
  }

  @Test func aCallIsAPostOfTheMessageAsItIs() throws {
    let (_, http) = try call()
    #expect(http.method == "POST")
    #expect(http.url == "http://127.0.0.1:1/mcp")
    #expect(http.body == request)
    #expect(http.header("content-type") == "application/json")
  }

  @Test func theCallersHeadersPassButForTheBlockedOnes() throws {
    let (_, http) = try call([
      ("Authorization", "Bearer t"), ("Mcp-Session-Id", "s"), ("MCP-Protocol-Version", "2025-11-25"), ("X-Two", "1"),
      ("X-Two", "2"), ("Last-Event-ID", "5"), ("Cookie", "c"), ("User-Agent", "u"), ("content-TYPE", "text/plain"),
      ("Host", "h"), ("X-Forwarded-For", "f"), ("x-openai-authorization", "o"), ("Connection", "X-Secret , close"),
      ("X-Secret", "no"), ("X-Empty", ""), ("X-Break", "a\r\nb: c"), ("X Bad", "name"), ("Accept-Encoding", "br"),
    ])
    let sent = http.headers.map { "\($0.name): \($0.value)" }
    #expect(
      sent == [
        "Authorization: Bearer t", "Mcp-Session-Id: s", "MCP-Protocol-Version: 2025-11-25", "X-Two: 1", "X-Two: 2",
        "Last-Event-ID: 5", "X-Key: static", "Accept: x/y", "Content-Type: application/json",
      ])
    #expect(host.logs.contains { $0.contains("2 header(s)") })
  }

  @Test func theCallersHeaderWinsOverTheStaticOne() throws {
    let (_, http) = try call([("x-key", "mine"), ("Accept", "application/json")])
    #expect(http.headers.filter { $0.name.lowercased() == "x-key" }.map(\.value) == ["mine"])
    #expect(http.headers.filter { $0.name.lowercased() == "accept" }.map(\.value) == ["application/json"])
  }

  @Test func withoutAnAcceptHeaderBothAnswersAreAccepted() throws {
    let other = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try other.open(#"{"url":"https://h/","unix_socket":"/s"}"#)
    try other.start(.request, request, headers: [("Accept", "")])
    let http = try #require(host.requests.last)
    #expect(http.header("accept") == "application/json, text/event-stream")
    #expect(http.unixSocket == "/s")
    #expect(http.maxBodyBytes == 64 << 20)
  }

  @Test func aJSONBodyIsTheResponse() throws {
    let (exchange, http) = try call()
    #expect(http.head(200, ["Content-Type": "application/json"]) == .collect)
    http.done(body: response)
    #expect(
      host.events == [
        .head(exchange, status: 200), .emit(exchange, response), .finish(exchange, .none, kind: ""),
      ])
    #expect(host.pendingTimers.isEmpty)
    #expect(host.liveBuffers == 0)
  }

  @Test(arguments: [
    ("", "response_body_missing"), ("<html>", "malformed_json"),
    (#"{"jsonrpc":"2.0","id":2,"result":{}}"#, "invalid_protocol_response"),
    (#"{"jsonrpc":"2.0","id":"1","result":{}}"#, "invalid_protocol_response"),
    (#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}"#, "invalid_mcp_error"),
    (#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}"#, "invalid_mcp_error"),
    (#"[{"jsonrpc":"2.0","id":2,"result":{}}]"#, "invalid_protocol_response"), ("[[]]", "malformed_json"),
  ])
  func aBodyThatIsNotTheResponseIsAProtocolFailure(body: String, kind: String) throws {
    let (exchange, http) = try call()
    http.head(200, ["Content-Type": "application/json"])
    http.done(body: body)
    #expect(host.events.last == .finish(exchange, .protocol, kind: kind))
  }

  @Test("A body that is too large is a protocol failure (HT-09, W-26)")
  func aBodyThatIsTooLargeIsAProtocolFailure() throws {
    let (exchange, http) = try call()
    #expect(http.maxBodyBytes == 1_024)
    http.head(200, ["Content-Type": "application/json"])
    http.done(.tooLarge)
    #expect(host.events.last == .finish(exchange, .protocol, kind: "response_body_too_large"))
  }

  @Test func anErrorAnswerIsHandedOverWithItsBody() throws {
    let (exchange, http) = try call()
    #expect(http.head(401, ["WWW-Authenticate": "Bearer"]) == .stream)
    http.data("no ")
    http.data("way")
    http.done(status: 401)
    #expect(host.events == [.head(exchange, status: 401), .finish(exchange, .none, kind: "")])
    #expect(plugin.errorBody(of: exchange) == ("no way", 6))
  }

  @Test func aLongErrorBodyIsCutAndNotReadToItsEnd() throws {
    let (exchange, http) = try call()
    http.head(500)
    http.data([UInt8](repeating: 65, count: 102_400))
    #expect(!http.isCancelled)
    http.data([UInt8](repeating: 66, count: 5))
    #expect(http.isCancelled)
    http.done(.cancelled)
    let body = plugin.errorBody(of: exchange)
    #expect(body.text.utf8.count == 102_400)
    #expect(body.count == 102_405)
    #expect(host.events.count == 2)
  }

  @Test func anErrorBodyThatBreaksOffIsUnreadable() throws {
    let (exchange, http) = try call()
    http.head(500)
    http.data("{")
    http.done(.closed, kind: "eof")
    #expect(host.events.last == .finish(exchange, .none, kind: "response_body_unreadable"))
  }

  @Test func anAnswerThatIsNotMCPIsAProtocolFailure() throws {
    let (html, first) = try call()
    #expect(first.head(200, ["Content-Type": "text/html"]) == .cancel)
    first.done(.cancelled)
    let (accepted, second) = try call()
    #expect(second.head(202) == .discard)
    second.done()
    let (empty, third) = try call()
    #expect(third.head(200, ["Content-Length": "0"]) == .cancel)
    third.done(.cancelled)
    #expect(
      host.events.filter { if case .finish = $0 { true } else { false } } == [
        .finish(html, .protocol, kind: "non_protocol_response"),
        .finish(accepted, .protocol, kind: "response_body_missing"),
        .finish(empty, .protocol, kind: "response_body_missing"),
      ])
  }

  @Test(arguments: [
    (HTTPError.dns, FailureSource.dns), (.tls, .tls), (.connect, .connect), (.closed, .closed), (.timeout, .timeout),
    (.protocol, .protocol), (.internal, .internal),
  ])
  func aTransportErrorKeepsItsSourceAndKind(error: HTTPError, source: FailureSource) throws {
    let (exchange, http) = try call()
    http.done(error, kind: "why")
    #expect(host.events == [.finish(exchange, source, kind: "why")])
  }

  @Test func aNotificationIsOverWithItsStatus() throws {
    let exchange = try plugin.start(.notification, notification)
    let http = try #require(host.requests.last)
    #expect(http.head(202) == .discard)
    #expect(host.events == [.head(exchange, status: 202), .finish(exchange, .none, kind: "")])
    http.done()
    #expect(host.pendingTimers.isEmpty)
  }

  @Test func aSessionEndIsOneDeleteWithTheCallersHeaders() throws {
    let exchange = try plugin.start(.sessionEnd, headers: [("Mcp-Session-Id", "s")])
    let http = try #require(host.requests.last)
    #expect(http.method == "DELETE")
    #expect(http.header("mcp-session-id") == "s")
    #expect(http.header("content-type") == nil)
    #expect(http.body.isEmpty)
    http.head(405)
    http.done(status: 405)
    #expect(host.events == [.head(exchange, status: 405), .finish(exchange, .none, kind: "")])
  }

  @Test func aCancelledCallEndsItsRequestAndSaysNothing() throws {
    let (exchange, http) = try call()
    plugin.cancel(exchange)
    #expect(http.isCancelled)
    http.done(.cancelled)
    #expect(host.events.isEmpty)
    #expect(host.requests.allSatisfy { $0.method == "POST" })
    #expect(host.faults.isEmpty)
  }

  @Test("A probe takes any answer, and none as a failure (PB-02, PB-03)")
  func aProbeTakesAnyAnswerAndNoneAsAFailure() throws {
    let answered = plugin.probe()
    let first = try #require(host.requests.last)
    #expect(first.method == "GET")
    #expect(first.headers.filter { $0.name == "Accept" }.map(\.value) == ["text/event-stream"])
    #expect(first.header("x-key") == "static")
    #expect(first.head(405) == .cancel)
    first.done(.cancelled)
    let refused = plugin.probe()
    host.requests.last?.done(.connect, kind: "connection_refused")
    #expect(
      host.events == [
        .head(answered, status: 405), .finish(answered, .none, kind: ""),
        .finish(refused, .connect, kind: "connection_refused"),
      ])
  }

  @Test("Discovery headers are for the probe and go over the static ones, the caller's over both (HD-05, HD-06)")
  func discoveryHeaders() throws {
    let other = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try other.open(#"{"url":"http://h/mcp","headers":{"X-A":"a","X-B":"b"},"discovery_headers":{"x-b":"d"}}"#)
    _ = other.probe()
    let probe = try #require(host.requests.last)
    #expect(probe.headers.map { "\($0.name): \($0.value)" } == ["X-A: a", "x-b: d", "Accept: text/event-stream"])
    try other.start(.request, request, headers: [("X-a", "caller")])
    #expect(host.requests.last?.header("x-a") == "caller")
    #expect(host.requests.last?.header("x-b") == "b")
    #expect(host.requests.allSatisfy { $0.url == "http://h/mcp" })
  }

  @Test func closingWaitsForTheLastRequest() throws {
    let (exchange, http) = try call()
    plugin.cancel(exchange, .shutdown)
    plugin.close()
    #expect(host.events.isEmpty)
    http.done(.cancelled)
    #expect(host.events == [.closed])
  }
}
