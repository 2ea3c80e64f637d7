import Testing

@testable import MCPLifecycle

/// One process that all callers share: needs 2, #45, #58.
@Suite struct ProcessTests {
  private let probe = HandshakeStep.discover(patient: false)

  @Test("A caller's initialize serves as the generation's, and is answered from what the server said")
  func initializeFirst() throws {
    var it = Conversation(.process)
    #expect(try it.receive(Text.initialize) == .wait(.initialize))
    let sent = String(decoding: it.lifecycle.message(for: .initialize).bytes, as: UTF8.self)
    #expect(sent.contains(#""params":{"protocolVersion":"2025-06-18","capabilities":{"extensions":{"x/y":{}}}"#))
    #expect(it.complete(.initialize, Text.initialized) == .decideAgain)
    #expect(try it.receive(Text.initialize) == .wait(.initialized))
    #expect(try it.receive(Text.ready) == .acknowledge)
    #expect(it.lifecycle.complete(.initialized, .delivered) == .decideAgain)
    let reply = try it.receive(Text.initialize).reply
    #expect(reply?.hasPrefix(#"200 "result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{"#) == true)
    #expect(reply?.hasSuffix(#""instructions":"do"}"#) == true)
    #expect(try it.receive(Text.call) == .forward)
    #expect(try it.receive(Text.ready) == .acknowledge)
    #expect(try it.receive(Text.cancelled) == .forward)
    #expect(try it.receive(Text.response) == .forward)
  }

  @Test("Any other method first: the era is asked for, then a session opened with our own name")
  func callFirst() throws {
    var it = Conversation(.process)
    #expect(try it.receive(Text.cancelled) == .acknowledge)
    #expect(try it.receive(Text.response) == .acknowledge)
    #expect(try it.receive(Text.call) == .wait(probe))
    #expect(try it.receive(#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#) == .wait(probe))
    #expect(it.complete(probe, Text.error(-32601)) == .decideAgain)
    #expect(try it.receive(Text.call) == .wait(.initialize))
    let sent = String(decoding: it.lifecycle.message(for: .initialize).bytes, as: UTF8.self)
    #expect(sent.contains(#""clientInfo":{"name":"tunnel-client","version":"1"}"#))
  }

  @Test(
    "Everything but a discovery or an error that only modern servers know means legacy",
    arguments: [
      Text.error(-32601), Text.error(-32602), Text.error(-32600), Text.error(-32000), Text.error(0),
      Text.error(-32022), Text.error(-32022, data: #"{"supported":["2025-11-25"],"requested":"x"}"#),
      #"{"jsonrpc":"2.0","id":"t","result":{}}"#, #"{"jsonrpc":"2.0","id":"t","result":[]}"#,
      #"{"jsonrpc":"2.0","id":"t","result":{"supportedVersions":["2025-06-18"],"capabilities":{}}}"#,
      #"{"jsonrpc":"2.0","id":"t","result":{"supportedVersions":"2026-07-28","capabilities":{}}}"#, "garbage", "",
    ])
  func legacy(answer: String) throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.call)
    #expect(it.complete(probe, answer) == .decideAgain)
    #expect(try it.receive(Text.call) == .wait(.initialize))
  }

  @Test(
    "A status of HTTP without such an answer does as well",
    arguments: [
      StepOutcome.status(400, body: []), .status(404, body: Array("x".utf8)), .status(200, body: []), .timeout,
    ])
  func legacyOutcome(outcome: StepOutcome) throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.call)
    #expect(it.lifecycle.complete(probe, outcome) == .decideAgain)
    #expect(try it.receive(Text.call) == .wait(.initialize))
  }

  @Test(
    "An error that only modern servers know identifies one",
    arguments: [
      Text.error(-32020), Text.error(-32021),
      Text.error(-32022, data: #"{"supported":["2026-07-28"],"requested":"x"}"#),
    ])
  func modernError(answer: String) throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.call)
    _ = it.complete(probe, answer)
    #expect(try it.receive(Text.call).sent(Text.call) != nil)
    #expect(try it.receive(Text.modern("tools/list")) == .forward)
  }

  @Test("A server without a version in common is said to be that")
  func incompatible() throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.call)
    _ = it.complete(probe, Text.error(-32022, data: #"{"supported":["2099-01-01"],"requested":"x"}"#))
    #expect(try it.receive(Text.call) == .fail(HandshakeFailure(reason: .incompatible)))
    #expect(try it.receive(Text.modern("x")) == .forward)
  }

  @Test("A refused initialize is told, and tried again by the next call with our own params")
  func refused() throws {
    var it = Conversation(.process)
    #expect(try it.receive(Text.initialize) == .wait(.initialize))
    #expect(it.complete(.initialize, Text.error(-32602)) == .decideAgain)
    #expect(try it.receive(Text.initialize) == .wait(probe))
    #expect(it.complete(probe, Text.error(-32601)) == .decideAgain)
    let error = Array(#"{"code":-32602,"message":"m","data":null}"#.utf8)
    #expect(try it.receive(Text.call) == .fail(HandshakeFailure(reason: .refused, error: error)))
    it.lifecycle.abandon()
    #expect(try it.receive(Text.call) == .wait(probe))
    #expect(!String(decoding: it.lifecycle.message(for: .initialize).bytes, as: UTF8.self).contains("2025-06-18"))
  }

  @Test("A modern server that starts slowly is asked once more, patiently, when it refuses initialize")
  func slow() throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.call)
    _ = it.lifecycle.complete(probe, .timeout)
    #expect(try it.receive(Text.call) == .wait(.initialize))
    _ = it.complete(.initialize, Text.error(-32022, data: #"{"supported":["2026-07-28"],"requested":"x"}"#))
    #expect(try it.receive(Text.call) == .wait(.discover(patient: true)))
    _ = it.complete(.discover(patient: true), Text.discovered)
    #expect(try it.receive(Text.modern("tools/call")) == .forward)
  }

  @Test("A silent server fails in time")
  func silent() throws {
    var it = Conversation(.process)
    for step in [probe, .initialize, .discover(patient: true)] {
      #expect(try it.receive(Text.call) == .wait(step))
      #expect(it.lifecycle.complete(step, .timeout) == .decideAgain)
    }
    #expect(try it.receive(Text.call) == .fail(HandshakeFailure(reason: .timeout)))
  }

  @Test("A new generation of a legacy server hears the last initialize before the first call (#58)")
  func replay() throws {
    var it = try Conversation.legacyProcess()
    it.lifecycle.void()
    #expect(try it.receive(Text.call) == .wait(.initialize))
    #expect(String(decoding: it.lifecycle.message(for: .initialize).bytes, as: UTF8.self).contains(#""name":"c""#))
    _ = it.complete(.initialize, Text.initialized)
    #expect(try it.receive(Text.call) == .wait(.initialized))
    let ready = it.lifecycle.message(for: .initialized)
    #expect(String(decoding: ready.bytes, as: UTF8.self) == Text.ready)
    #expect(ready.id == nil)
  }

  @Test("A new generation of a modern server is asked again")
  func modernGeneration() throws {
    var it = try Conversation.modernProcess()
    it.lifecycle.void()
    #expect(try it.receive(Text.call) == .wait(probe))
  }

  @Test("A process that ends at the probe is not probed again")
  func fatalProbe() throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.discover)
    #expect(it.lifecycle.complete(probe, .lost) == .lost)
    #expect(try it.receive(Text.discover) == .wait(.initialize))
  }

  @Test("A process that ends in the handshake takes it along")
  func lostHandshake() throws {
    var it = Conversation(.process)
    _ = try it.receive(Text.initialize)
    _ = it.complete(.initialize, Text.initialized)
    #expect(it.lifecycle.complete(.initialized, .lost) == .lost)
    #expect(try it.receive(Text.call) == .wait(.initialize))
  }
}
