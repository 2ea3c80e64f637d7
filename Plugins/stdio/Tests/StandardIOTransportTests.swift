import StdioTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct StandardIOTransportTests {
  let host = FakeHost()
  let plugin: LoadedPlugin

  init() throws {
    plugin = try LoadedPlugin(StandardIOTransport.self, on: host)
    try plugin.open(#"{"command":"server --flag 'a b' \"\"","environment":{"A":"1"},"inherit":["B"]}"#)
  }

  func child() throws -> FakeChild { try #require(host.children.last) }

  func call(_ id: String, _ params: String = "{}", method: String = "tools/call") throws -> UInt64 {
    try plugin.start(.request, #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
  }

  @Test func twoCallsWithOneIDAreAnsweredEachWithItsOwn() throws {
    let first = try call("1")
    let second = try call("1")
    let child = try child()
    #expect(
      child.lines == [
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{}}"#,
      ])
    child.output(#"{"jsonrpc":"2.0","id":2,"result":{"n":2}}"# + "\n" + #"{"jsonrpc":"2.0","id":1,"#)
    child.output(#""result":{"n":1}}"# + "\r\n")
    #expect(
      host.events == [
        .emit(second, #"{"jsonrpc":"2.0","id":1,"result":{"n":2}}"#), .finish(second, .none, kind: ""),
        .emit(first, #"{"jsonrpc":"2.0","id":1,"result":{"n":1}}"#), .finish(first, .none, kind: ""),
      ])
    #expect(host.liveBuffers == 0)
  }

  @Test func progressIsRoutedByAPrivateToken() throws {
    let first = try call(#""x""#, #"{"_meta":{"progressToken":"p"}}"#)
    _ = try call(#""y""#, #"{"_meta":{"progressToken":"p"}}"#)
    let child = try child()
    #expect(child.lines.first?.contains(#""params":{"_meta":{"progressToken":1}}"#) == true)
    child.output(
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":5}}"# + "\n")
    #expect(
      host.events == [
        .emit(
          first, #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":5}}"#)
      ])
  }

  @Test func aMethodWithAnEscapedSlashIsTheSameMethod() throws {
    let first = try call(#""x""#, #"{"_meta":{"progressToken":"p"}}"#)
    _ = try call(#""y""#)
    try child().output(#"{"jsonrpc":"2.0","method":"notifications\/progress","params":{"progressToken":1}}"# + "\n")
    #expect(
      host.events == [
        .emit(first, #"{"jsonrpc":"2.0","method":"notifications\/progress","params":{"progressToken":"p"}}"#)
      ])
  }

  @Test func subscriptionsKeepTheirIDs() throws {
    let listen = try call(#""s""#, method: "subscriptions/listen")
    _ = try call("2")
    let child = try child()
    let meta = #""_meta":{"io.modelcontextprotocol/subscriptionId":"#
    child.output(#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{\#(meta)1}}}"# + "\n")
    child.output(#"{"jsonrpc":"2.0","id":1,"result":{\#(meta)1}}}"# + "\n")
    #expect(
      host.events == [
        .emit(listen, #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{\#(meta)"s"}}}"#),
        .emit(listen, #"{"jsonrpc":"2.0","id":"s","result":{\#(meta)"s"}}}"#), .finish(listen, .none, kind: ""),
      ])
  }

  @Test func otherNotificationsGoToTheOnlyPendingCall() throws {
    let child = try child()
    let line = #"{"jsonrpc":"2.0","method":"notifications/message","params":{}}"#
    child.output(line + "\n")
    #expect(host.events.isEmpty)
    let only = try call("1")
    child.output(line + "\n")
    #expect(host.events == [.emit(only, line)])
    _ = try call("2")
    child.output(line + "\n")
    #expect(host.events.count == 1)
  }

  @Test func requestsOfTheChildAreAnsweredByTheClient() throws {
    _ = try call("1")
    let child = try child()
    child.output(#"{"jsonrpc":"2.0","id":"a","method":"ping"}"# + "\n")
    child.output(#"{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{}}"# + "\n")
    #expect(child.lines.dropFirst().first == #"{"jsonrpc":"2.0","id":"a","result":{}}"#)
    #expect(child.lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"#) == true)
    #expect(host.events.isEmpty)
  }

  @Test func textThatIsNotJSONIsSkippedAndWarnedAboutOnce() throws {
    let exchange = try call("1")
    let child = try child()
    child.output("Welcome!\n\n\(String(repeating: "x", count: 500))\n")
    #expect(host.logs.filter { $0.contains("not JSON-RPC") }.count == 1)
    #expect(host.logs.allSatisfy { $0.utf8.count < 260 })
    child.output(#"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
  }

  @Test func aBatchIsTakenApart() throws {
    let first = try call("1")
    let second = try call("2")
    try child().output(#"[{"jsonrpc":"2.0","id":2,"result":{}},{"jsonrpc":"2.0","id":1,"result":{}}]"# + "\n")
    #expect(
      host.events.filter { if case .finish = $0 { true } else { false } } == [
        .finish(second, .none, kind: ""), .finish(first, .none, kind: ""),
      ])
  }

  @Test("A deadline tells the child, and a late answer is dropped (TO-07, SH-04)")
  func aDeadlineTellsTheChildAndALateAnswerIsDropped() throws {
    let exchange = try call("9")
    plugin.cancel(exchange)
    let child = try child()
    #expect(
      child.lines.last?.hasPrefix(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"#) == true)
    child.output(#"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
    #expect(host.events.isEmpty)
    #expect(host.faults.isEmpty)
  }

  @Test func aCallersCancellationNamesThePrivateID() throws {
    _ = try call(#""mine""#)
    let cancellation = try plugin.start(
      .notification, #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"mine"}}"#)
    let child = try child()
    #expect(
      child.lines.last == #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
    let unknown = try plugin.start(
      .notification, #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"other"}}"#)
    #expect(child.lines.count == 2)
    #expect(host.events == [.finish(cancellation, .none, kind: ""), .finish(unknown, .none, kind: "")])
  }

  @Test func notificationsAndResponsesAreDeliveredAndDone() throws {
    let text = "{\"jsonrpc\":\"2.0\",\n\"method\":\"notifications/initialized\"}"
    let notification = try plugin.start(.notification, text)
    let response = try plugin.start(.response, #"{"jsonrpc":"2.0","id":7,"result":{}}"#)
    let end = try plugin.start(.sessionEnd)
    #expect(
      try child().lines == [
        #"{"jsonrpc":"2.0", "method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","id":7,"result":{}}"#,
      ])
    #expect(
      host.events == [
        .finish(notification, .none, kind: ""), .finish(response, .none, kind: ""),
        .finish(end, .unsupported, kind: ""),
      ])
  }

  @Test func aWriteThatFailsFailsTheCallThatWanted() throws {
    let child = try child()
    child.writeFailure = .limit
    let full = try call("1")
    child.writeFailure = .closed
    let closed = try call("2")
    #expect(
      host.events == [
        .finish(full, .internal, kind: "input_queue_full"), .finish(closed, .closed, kind: "closed_pipe"),
      ])
  }

  @Test func aResponseThatIsNotJSONIsAProtocolFailure() throws {
    let exchange = try call("1")
    try child().output(#"{"id":1,"result":{}}"# + "\n")
    #expect(
      host.events == [
        .emit(exchange, #"{"id":1,"result":{}}"#), .finish(exchange, .protocol, kind: "malformed_json"),
      ])
  }
}
