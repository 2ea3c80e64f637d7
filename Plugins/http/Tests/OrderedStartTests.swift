import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct OrderedStartTests {
  private let host = FakeHost()
  private let plugin: LoadedPlugin
  private let session = [(name: "Mcp-Session-Id", value: "s")]
  private let list = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#

  init() throws {
    plugin = try LoadedPlugin(StreamableHTTPTransport.self, on: host)
    try plugin.open(#"{"url":"http://127.0.0.1:1/mcp"}"#)
  }

  private func notify() throws -> (UInt64, FakeHTTPRequest) {
    let exchange = try plugin.start(
      .notification, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, headers: session)
    return (exchange, try #require(host.requests.last))
  }

  @Test("tools/list waits until notifications/initialized of its session was answered (W-12)")
  func waits() throws {
    let (_, notification) = try notify()
    let call = try plugin.start(.request, list, headers: session)
    try plugin.start(.request, list, headers: [("Mcp-Session-Id", "other")])
    try plugin.start(.request, list)
    #expect(host.requests.count == 3)
    notification.head(202)
    notification.done(status: 202)
    #expect(host.requests.count == 4)
    #expect(host.requests.last?.body == list)
    #expect(host.requests.last?.header("mcp-session-id") == "s")
    #expect(host.pendingTimers.isEmpty)
    host.requests.last?.done(.connect)
    #expect(host.events.last == .finish(call, .connect, kind: ""))
  }

  @Test("After two seconds it goes on without the answer (W-12)")
  func bounded() throws {
    let (_, notification) = try notify()
    try plugin.start(.request, list, headers: session)
    #expect(host.pendingTimers == [2_000])
    host.fireTimers()
    #expect(host.requests.count == 2)
    notification.done(.closed)
    #expect(host.requests.count == 2)
    #expect(host.faults.isEmpty)
  }

  @Test func aHeldCallThatIsCancelledIsNeverSent() throws {
    let (_, notification) = try notify()
    let call = try plugin.start(.request, list, headers: session)
    plugin.cancel(call)
    notification.done(.closed)
    #expect(host.requests.count == 1)
    plugin.close()
    #expect(host.events.last == .closed)
    #expect(host.faults.isEmpty)
  }
}
