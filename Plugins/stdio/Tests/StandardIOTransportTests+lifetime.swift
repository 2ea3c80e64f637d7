import StdioTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

// When a child begins and ends.
extension StandardIOTransportTests {
  @Test func theChildIsStartedByOpenWithItsSettings() throws {
    let child = try child()
    #expect(child.arguments == ["server", "--flag", "a b", ""])
    #expect(child.environment.map { "\($0.name)=\($0.value)" } == ["A=1"])
    #expect(child.inherit == ["B"])
    #expect(child.workingDirectory.isEmpty)
    #expect(plugin.flags == .processAffinity)
  }

  @Test func aChildThatExitsFailsItsCallsAndIsStartedAgain() throws {
    let pending = try call("1")
    try child().exit("exited with code 3")
    #expect(host.events == [.finish(pending, .closed, kind: "eof")])
    let refused = try call("2")
    #expect(host.events.last == .finish(refused, .closed, kind: "closed_pipe"))
    let down = plugin.probe()
    #expect(host.events.last == .finish(down, .closed, kind: "closed_pipe"))
    #expect(host.pendingTimers == [500])
    host.fireTimers()
    #expect(host.children.count == 2)
    let up = plugin.probe()
    #expect(host.events.last == .finish(up, .none, kind: ""))
    let served = try call("3")
    try child().output(#"{"jsonrpc":"2.0","id":2,"result":{}}"# + "\n")
    #expect(host.events.last == .finish(served, .none, kind: ""))
    try child().exit("killed by signal 9")
    #expect(host.pendingTimers == [1_000])
  }

  @Test("The host hears of each new child before a call goes to it, and of each end (need 1, W-43)")
  func presence() throws {
    #expect(host.presence == ["up 1"])
    try child().exit("exited with code 3")
    #expect(host.presence == ["up 1", "down the server process exited with code 3"])
    host.fireTimers()
    #expect(host.presence.last == "up 2")
    try child().closeOutput()
    #expect(host.presence.last == "down the server process closed its standard output")
    try child().exit("killed by signal 15")
    #expect(host.presence.count == 4)
  }

  @Test("A host without the readiness service is no reason to fail")
  func noReadiness() throws {
    let old = FakeHost()
    old.missing = [.readiness]
    let plugin = try LoadedPlugin(StandardIOTransport.self, on: old)
    try plugin.open(#"{"command":"server"}"#)
    old.children.first?.exit("exited with code 0")
    #expect(old.pendingTimers == [500])
  }

  @Test("After restart_limit restarts the channel stays down and says so")
  func restartLimit() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(StandardIOTransport.self, on: host)
    try plugin.open(#"{"command":"server","restart_limit":1}"#)
    host.children.last?.exit("exited with code 1")
    host.fireTimers()
    host.children.last?.exit("exited with code 1")
    #expect(host.pendingTimers.isEmpty)
    #expect(
      host.presence.last
        == "down the server process exited with code 1; gave up after 1 restarts in a row (restart_limit)")
    let refused = try plugin.start(.request, #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    #expect(host.events == [.finish(refused, .closed, kind: "closed_pipe")])
    plugin.close()
    #expect(host.events.last == .closed)
  }

  @Test("A child that closed its input is replaced: no call can reach it (ST-06)")
  func closedInput() throws {
    let pending = try call("1")
    let child = try child()
    child.writeFailure = .closed
    let refused = try call("2")
    #expect(child.stopGrace == 2_000)
    #expect(
      host.events == [.finish(refused, .closed, kind: "closed_pipe"), .finish(pending, .closed, kind: "eof")])
    child.exit("exited with code 0")
    #expect(host.pendingTimers == [500])
  }

  @Test func aChildThatCannotBeStartedAgainIsTriedLater() throws {
    try child().exit("exited with code 0")
    host.startFailure = "not found in PATH"
    host.fireTimers()
    #expect(host.children.count == 1)
    #expect(host.pendingTimers == [1_000])
    host.startFailure = nil
    host.fireTimers()
    #expect(host.children.count == 2)
  }

  @Test func halfALineOfTheOldChildIsForgotten() throws {
    try child().output(#"{"jsonrpc":"2.0","#)
    try child().exit("exited with code 0")
    host.fireTimers()
    let exchange = try call("1")
    try child().output(#"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
    #expect(host.liveBuffers == 0)
  }

  @Test("The deadline of an initialize neither cancels it nor harms the child (row 15, SH-04, TO-07)")
  func initializeDeadline() throws {
    let exchange = try call("1", method: "initialize")
    let other = try call("1")
    plugin.cancel(exchange)
    let child = try child()
    #expect(child.lines.count == 2)
    #expect(child.stopGrace == nil)
    child.output(#"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n" + #"{"jsonrpc":"2.0","id":2,"result":{}}"# + "\n")
    #expect(
      host.events == [.emit(other, #"{"jsonrpc":"2.0","id":1,"result":{}}"#), .finish(other, .none, kind: "")])
  }

  @Test func aChildThatClosesItsOutputIsEnded() throws {
    let pending = try call("1")
    let child = try child()
    child.closeOutput()
    #expect(child.stopGrace == 2_000)
    #expect(host.events == [.finish(pending, .closed, kind: "eof")])
    let refused = try call("2")
    #expect(host.events.last == .finish(refused, .closed, kind: "closed_pipe"))
    child.exit("exited with code 0")
    #expect(host.pendingTimers == [500])
  }

  @Test func closingEndsTheChildAndWaitsForIt() throws {
    let exchange = try call("1")
    plugin.cancel(exchange, .shutdown)
    plugin.close()
    let child = try child()
    #expect(child.lines.count == 1)
    #expect(child.stopGrace == 2_000)
    #expect(host.events.isEmpty)
    child.exit("killed by signal 15")
    #expect(host.events == [.closed])
    #expect(host.pendingTimers.isEmpty)
    #expect(host.faults.isEmpty)
  }

  @Test func closingBetweenTwoChildrenTakesTheTimerBack() throws {
    try child().exit("exited with code 1")
    plugin.close()
    #expect(host.events == [.closed])
    #expect(host.pendingTimers.isEmpty)
  }
}
