import StdioTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct PoolTransportTests {
  private let host = FakeHost()
  private let plugin: LoadedPlugin

  init() throws {
    plugin = try LoadedPlugin(StandardIOTransport.self, on: host)
    try plugin.open(#"{"command":"server","pool":3,"max_in_flight":1}"#)
  }

  private func call(_ id: String, method: String = "tools/call", params: String = "{}") throws -> UInt64 {
    try plugin.start(.request, #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
  }

  private func answer(_ child: Int, _ number: Int = 1) {
    host.children[child].output(#"{"jsonrpc":"2.0","id":\#(number),"result":{}}"# + "\n")
  }

  /// The caller's handshake, which goes to the lane.
  private func handshake() throws {
    _ = try call("0", method: "initialize", params: #"{"protocolVersion":"2025-06-18"}"#)
    answer(0)
    try plugin.start(.notification, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
  }

  @Test("A pool starts all its children and is one server to the host")
  func oneServer() {
    #expect(host.children.count == 3)
    #expect(host.presence == ["up 1"])
  }

  @Test("A slow tools/call holds up neither a ping nor a tools/list (need 9, #34)")
  func lane() throws {
    let slow = try (1...3).map { try call(String($0)) }
    let ping = try call("8", method: "ping")
    answer(0)
    let list = try call("9", method: "tools/list")
    answer(0, 2)
    #expect(host.events.filter { if case .finish = $0 { true } else { false } }.map(finished) == [ping, list])
    #expect(host.children.map(\.lines.count) == [2, 1, 1])
    answer(2)
    #expect(host.events.last.map(finished) == slow[1])
    #expect(host.children[2].lines.count == 2)
  }

  @Test("The caller's initialize is replayed to a further child before its first call (need 2, #45, #58)")
  func replay() throws {
    try handshake()
    let exchange = try call(#""x""#)
    #expect(host.children[2].lines.isEmpty)
    #expect(
      host.children[1].lines == [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#
      ])
    answer(1)
    #expect(
      host.children[1].lines.dropFirst() == [
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{}}"#,
      ])
    answer(1, 2)
    #expect(
      host.events.suffix(2) == [
        .emit(exchange, #"{"jsonrpc":"2.0","id":"x","result":{}}"#), .finish(exchange, .none, kind: ""),
      ])
    #expect(host.liveBuffers == 0)
  }

  @Test("notifications/initialized goes to the child that heard initialize, others to all that know the caller")
  func notifications() throws {
    try handshake()
    #expect(host.children.map(\.lines.count) == [2, 0, 0])
    _ = try call("1")
    answer(1)
    try plugin.start(.notification, #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#)
    #expect(host.children.map { $0.lines.last?.contains("roots") ?? false } == [true, true, false])
  }

  @Test("If a child of the pool dies only its calls fail, and the rest never notices (W-37)")
  func death() throws {
    let lost = try call("1")
    let kept = try call("2")
    host.children[1].exit("killed by signal 9")
    #expect(host.events == [.finish(lost, .closed, kind: "eof")])
    #expect(host.presence == ["up 1"])
    answer(2)
    #expect(host.events.last == .finish(kept, .none, kind: ""))
    host.fireTimers()
    #expect(host.children.count == 4)
    #expect(host.presence == ["up 1"])
    for child in [0, 2, 3] { host.children[child].exit("exited with code 1") }
    #expect(host.presence.count == 2)
    host.fireTimers()
    #expect(host.presence.last == "up 2")
  }

  @Test("A child that does not answer the greeting is replaced, and its call goes elsewhere")
  func silentChild() throws {
    try handshake()
    let exchange = try call("1")
    #expect(host.pendingTimers == [30_000])
    host.fireTimers()
    #expect(host.children[1].stopGrace == 2_000)
    answer(2)
    answer(2, 2)
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
  }

  @Test func aWaitingCallThatIsCancelledIsNeverSent() throws {
    _ = try call("1")
    _ = try call("2")
    let waiting = try call("3")
    plugin.cancel(waiting)
    answer(1)
    answer(2)
    #expect(host.children.map(\.lines.count) == [0, 1, 1])
    #expect(host.faults.isEmpty)
  }

  @Test("A cancellation finds the child that works on the call (W-40)")
  func cancellation() throws {
    _ = try call("1")
    _ = try call("2")
    try plugin.start(
      .notification, #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#)
    #expect(host.children.map(\.lines.count) == [0, 1, 2])
    #expect(host.children[2].lines.last?.contains(#""requestId":1"#) == true)
  }

  @Test("A call that the caller withdraws while it waits costs no child anything (W-40)")
  func withdrawnWhileWaiting() throws {
    _ = try call("1")
    _ = try call("2")
    let waiting = try call("3")
    let notice = try plugin.start(
      .notification, #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}"#)
    #expect(host.events == [.finish(waiting, .closed, kind: "canceled"), .finish(notice, .none, kind: "")])
    answer(1)
    #expect(host.children.map(\.lines.count) == [0, 1, 1])
    #expect(host.faults.isEmpty)
  }

  @Test func closingWaitsForAllChildren() throws {
    plugin.close()
    for child in host.children {
      #expect(!host.events.contains(.closed))
      child.exit("exited with code 0")
    }
    #expect(host.events == [.closed])
    #expect(host.faults.isEmpty)
  }

  private func finished(_ event: FakeHost.Event) -> UInt64 {
    if case .finish(let exchange, _, _) = event { exchange } else { 0 }
  }
}
