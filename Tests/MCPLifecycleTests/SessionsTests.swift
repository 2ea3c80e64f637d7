import Testing

@testable import MCPLifecycle

/// A server with sessions of its own (HTTP).
@Suite struct SessionsTests {
  private let probe = HandshakeStep.discover(patient: false)

  @Test("A legacy caller in front of a legacy server passes untouched, and is watched only until its first success")
  func legacy() throws {
    var it = Conversation(.sessions)
    #expect(try it.receive(Text.initialize) == .forwardWatched)
    #expect(try it.judge(Text.initialize, status: 200, Text.initialized) == .deliver)
    for text in [Text.initialize, Text.ready, Text.call, Text.response] { #expect(try it.receive(text) == .forward) }
  }

  @Test("What no server of a legacy caller waits for is not watched")
  func unwatched() throws {
    var it = Conversation(.sessions)
    for text in [Text.ready, Text.response] { #expect(try it.receive(text) == .forward) }
  }

  @Test(
    "A refusal that says nothing of the era goes back as it is",
    arguments: [
      (Text.call, 400, Text.error(-32600)), (Text.call, 404, "not found"), (Text.call, 401, ""),
      (Text.initialize, 401, ""), (Text.initialize, 500, "x"), (Text.initialize, 503, Text.error(-32020)),
    ])
  func plainRefusal(message: String, status: Int, body: String) throws {
    var it = Conversation(.sessions)
    #expect(try it.judge(message, status: status, body) == .deliver)
    #expect(try it.receive(Text.call) == .forwardWatched)
  }

  @Test(
    "A refusal that a modern server would give is looked into",
    arguments: [
      (Text.initialize, 400, "x"), (Text.initialize, 404, Text.error(-32601)),
      (Text.initialize, 200, Text.error(-32601)), (Text.call, 400, Text.error(-32020)),
      (Text.call, 400, Text.error(-32602)), (Text.call, 404, Text.error(-32601)),
    ])
  func suspicion(message: String, status: Int, body: String) throws {
    var modern = Conversation(.sessions)
    #expect(try modern.judge(message, status: status, body) == .decideAgain)
    #expect(try modern.receive(message) == .wait(probe))
    _ = modern.complete(probe, Text.discovered)
    #expect(try modern.receive(Text.call).sent(Text.call) != nil)
    #expect(try modern.receive(Text.initialize).reply != nil)

    var legacy = Conversation(.sessions)
    _ = try legacy.judge(message, status: status, body)
    _ = legacy.complete(probe, Text.error(-32601))
    // The kept answer is for the caller after all.
    #expect(try legacy.receive(message) == .forward)
    #expect(try legacy.receive(Text.call) == .forward)
  }

  @Test("A server of both eras takes each caller as it is")
  func dual() throws {
    var it = Conversation(.sessions)
    #expect(try it.receive(Text.discover) == .wait(probe))
    _ = it.complete(probe, Text.discovered)
    #expect(try it.receive(Text.discover) == .forward)
    #expect(try it.receive(Text.modern("tools/call")) == .forward)
    #expect(try it.receive(Text.initialize) == .forwardWatched)
    _ = try it.judge(Text.initialize, status: 200, Text.initialized)
    #expect(try it.receive(Text.call) == .forward)
    #expect(try it.receive(Text.modern("tools/call")) == .forward)
  }

  @Test("A modern caller of a legacy server gets a session of ours, and legacy callers notice nothing")
  func bridge() throws {
    var it = Conversation(.sessions)
    #expect(try it.receive(Text.modern("tools/list")) == .wait(probe))
    _ = it.lifecycle.complete(probe, .status(400, body: []))
    #expect(try it.receive(Text.modern("tools/list")) == .wait(.initialize))
    _ = it.complete(.initialize, Text.initialized, session: "S")
    #expect(try it.receive(Text.modern("tools/list")) == .wait(.initialized))
    let ready = it.lifecycle.message(for: .initialized).headers
    #expect(ready.last { $0.name == "mcp-session-id" }?.value == "S")
    #expect(ready.last { $0.name == "mcp-protocol-version" }?.value == "2025-11-25")
    _ = it.lifecycle.complete(.initialized, .delivered)
    let decision = try it.receive(Text.modern("tools/list"))
    #expect(
      decision.sent(Text.modern("tools/list"))
        == #"{"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"_meta":{}}}"#)
    #expect(decision.header("mcp-session-id") == "S")
    #expect(decision.header("mcp-protocol-version") == "2025-11-25")
    #expect(decision.header("mcp-method") == .some(nil))
    #expect(try it.receive(Text.initialize) == .forwardWatched)
    it.lifecycle.sessionEnded()
    #expect(try it.receive(Text.modern("tools/list")) == .wait(.initialize))
  }

  @Test(
    "A server that wants authorization, or is away, is left to answer for itself",
    arguments: [StepOutcome.status(401, body: []), .status(403, body: []), .status(503, body: []), .lost])
  func undetermined(outcome: StepOutcome) throws {
    var it = Conversation(.sessions)
    _ = try it.receive(Text.discover)
    #expect(it.lifecycle.complete(probe, outcome) == .passThrough)
    #expect(try it.receive(Text.discover) == .wait(probe))
  }

  @Test("An era that turns out wrong is found out anew")
  func doubt() throws {
    var it = Conversation(.sessions)
    _ = try it.receive(Text.discover)
    _ = it.complete(probe, Text.discovered)
    Array(Text.error(-32602).utf8).withUnsafeBytes { it.lifecycle.doubt(status: 400, response: $0) }
    it.lifecycle.doubt(status: 500, response: nil)
    #expect(try it.receive(Text.discover) == .forward)
    it.lifecycle.doubt(status: 404, response: nil)
    #expect(try it.receive(Text.discover) == .wait(probe))
  }

  @Test("A header that names the revision saves the look into the message")
  func declared() throws {
    var it = Conversation(.sessions)
    #expect(try it.receive(Text.modern("tools/call"), declared: .legacy) == .forwardWatched)
    #expect(try it.receive(Text.modern("tools/call"), declared: .modern) == .wait(probe))
    #expect(try it.receive(Text.call, declared: .modern) == .wait(probe))
  }
}
