import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct ServerRequestTests {
  private let host = FakeHost()
  private let plugin: LoadedPlugin
  private let response = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
  private let session = [(name: "Mcp-Session-Id", value: "s"), (name: "Mcp-Method", value: "tools/call")]

  init() throws {
    plugin = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try plugin.open(#"{"url":"http://127.0.0.1:1/mcp"}"#)
  }

  private func stream(
    _ headers: [(name: String, value: String)] = [], answer: [String: String] = [:], method: String = "tools/call"
  ) throws -> (UInt64, FakeHTTPRequest) {
    let exchange = try plugin.start(
      .request, #"{"jsonrpc":"2.0","id":1,"method":"\#(method)"}"#, headers: headers)
    let http = try #require(host.requests.last)
    http.head(200, ["content-type": "text/event-stream"].merging(answer) { $1 })
    return (exchange, http)
  }

  @Test("A ping is answered on the session with the call's headers, and the call goes on (W-22)")
  func ping() throws {
    let (exchange, http) = try stream(session)
    http.data(#"data: {"jsonrpc":"2.0","id":"p","method":"ping"}"# + "\n\n")
    let reply = try #require(host.requests.last)
    #expect(reply.method == "POST")
    #expect(reply.body == #"{"jsonrpc":"2.0","id":"p","result":{}}"#)
    #expect(reply.header("mcp-session-id") == "s")
    #expect(reply.header("content-type") == "application/json")
    #expect(reply.header("mcp-method") == nil)
    reply.head(202)
    reply.done(status: 202)
    http.data("data: \(response)\n\n")
    http.done()
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
    plugin.close()
    #expect(host.events.last == .closed)
  }

  @Test("Anything else is declined with -32601, and said once for each kind (W-22)")
  func declined() throws {
    let (exchange, http) = try stream(session)
    for id in 1...3 {
      http.data(#"data: {"jsonrpc":"2.0","id":\#(id),"method":"sampling/createMessage","params":{}}"# + "\n\n")
    }
    http.data(#"data: {"jsonrpc":"2.0","id":4,"method":"roots/list"}"# + "\n\n")
    let replies = host.requests.dropFirst()
    #expect(replies.count == 4)
    #expect(replies.first?.body.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"#) == true)
    #expect(host.logs.filter { $0.contains("sampling/createMessage") }.count == 1)
    #expect(host.logs.filter { $0.contains("roots/list") }.count == 1)
    for reply in replies { reply.done(.connect, kind: "connection_refused") }
    http.data("data: \(response)\n\n")
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
  }

  @Test("An answer goes to the session that this very stream began")
  func newSession() throws {
    let (_, http) = try stream(answer: ["Mcp-Session-Id": "new"])
    http.data(#"data: {"jsonrpc":"2.0","id":1,"method":"ping"}"# + "\n\n")
    #expect(host.requests.last?.header("mcp-session-id") == "new")
  }

  @Test("A stray response does not end the call (W-23)")
  func stray() throws {
    let (exchange, http) = try stream()
    http.data(#"data: {"jsonrpc":"2.0","id":"1","result":{}}"# + "\n\ndata: \(response)\n\n")
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
    #expect(host.requests.count == 1)
  }

  @Test("A batch in an event is taken apart (SSE-03)")
  func batch() throws {
    let (exchange, http) = try stream()
    http.data(#"data: [{"jsonrpc":"2.0","id":9,"method":"ping"},\#(response)]"# + "\n\n")
    #expect(host.events.suffix(2) == [.emit(exchange, response), .finish(exchange, .none, kind: "")])
    #expect(host.requests.count == 2)
  }

  @Test("A call that nobody waits for is withdrawn on its session, never with DELETE (HT-07, W-19)")
  func withdrawn() throws {
    let (exchange, http) = try stream(session)
    plugin.cancel(exchange)
    #expect(http.isCancelled)
    let notice = try #require(host.requests.last)
    #expect(notice.method == "POST")
    #expect(
      notice.body.hasPrefix(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"#))
    #expect(notice.header("mcp-session-id") == "s")
    http.done(.cancelled)
    plugin.close()
    #expect(notice.isCancelled)
    notice.done(.cancelled)
    #expect(host.events.last == .closed)
    #expect(host.requests.allSatisfy { $0.method == "POST" })
  }

  @Test("Neither initialize nor a call without a session is withdrawn (HT-07)")
  func notWithdrawn() throws {
    let (first, _) = try stream(session, method: "initialize")
    plugin.cancel(first)
    let (second, _) = try stream()
    plugin.cancel(second)
    let (third, http) = try stream(session)
    plugin.cancel(third, .shutdown)
    #expect(host.requests.count == 3)
    #expect(http.isCancelled)
  }
}
