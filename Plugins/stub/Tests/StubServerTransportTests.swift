import StubTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct StubServerTransportTests {
  @Test func aRequestIsAnsweredAtOnce() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(StubServerTransport.self, on: host)
    try plugin.open(#"{"server_name":"mine","server_version":"9"}"#)
    let exchange = try plugin.start(.request, #"{"jsonrpc":"2.0","id":"a","method":"initialize"}"#)
    #expect(host.events.count == 2)
    guard case .emit(exchange, let json) = try #require(host.events.first) else {
      Issue.record("nothing was emitted")
      return
    }
    #expect(json.contains(#""id":"a""#))
    #expect(json.contains(#""serverInfo":{"name":"mine","version":"9"}"#))
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
  }

  @Test func aNotificationIsAcceptedAndASessionCannotBeEnded() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(StubServerTransport.self, on: host)
    try plugin.open("{}")
    let notification = try plugin.start(.notification, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    let end = try plugin.start(.sessionEnd)
    let probe = plugin.probe()
    plugin.close()
    #expect(
      host.events == [
        .head(notification, status: 202), .finish(notification, .none, kind: ""),
        .finish(end, .unsupported, kind: ""), .finish(probe, .none, kind: ""), .closed,
      ])
    #expect(host.faults.isEmpty)
  }

  @Test func anEmptyNameIsRefused() throws {
    let error = #expect(throws: PluginError.self) {
      try LoadedPlugin(StubServerTransport.self, on: FakeHost()).open(#"{"server_name":""}"#)
    }
    #expect(error?.message.hasPrefix("server_name:") == true)
  }

  @Test func `W-81 progress reports its steps and then answers, and a cancelled call says nothing more`() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(StubServerTransport.self, on: host)
    try plugin.open(#"{"test_tools":true}"#)
    let call =
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"progress","arguments":{"steps":2},"#
      + #""_meta":{"progressToken":"t"}}}"#
    _ = try plugin.start(.request, call)
    #expect(host.events.isEmpty)
    host.fireTimers()
    host.fireTimers()
    #expect(host.events.count == 4)
    #expect(host.pendingTimers.isEmpty)
    let second = try plugin.start(.request, call)
    plugin.cancel(second)
    host.fireTimers()
    #expect(host.events.count == 4)
    #expect(host.faults.isEmpty)
  }
}
