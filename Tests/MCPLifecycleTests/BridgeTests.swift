import RawJSON
import Testing

@testable import MCPLifecycle

/// A caller and a server of different eras.
@Suite struct BridgeTests {
  // MARK: A modern caller

  @Test("server/discover is answered from initialize, with what works across the eras only (#41)")
  func discovery() throws {
    var it = try Conversation.legacyProcess()
    #expect(
      try it.receive(Text.discover).reply
        == #"200 "result":{"resultType":"complete","supportedVersions":["2026-07-28","2025-11-25"],"#
        + #""capabilities":{"tools":{},"resources":{},"completions":{"a":1}},"instructions":"do","ttlMs":0,"#
        + #""cacheScope":"private","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1.0"}}}"#)
  }

  @Test(
    "Results get what 2026-07-28 demands, and nothing twice",
    arguments: [
      ("tools/list", #"{"tools":[]}"#, #"{"resultType":"complete","ttlMs":0,"cacheScope":"private",META,"tools":[]}"#),
      ("tools/call", "{}", #"{"resultType":"complete",META}"#),
      ("tools/call", #"{"_meta":{},"content":[]}"#, #"{"resultType":"complete","_meta":{},"content":[]}"#),
      (
        "resources/read", #"{"resultType":"x","ttlMs":5,"_meta":1}"#,
        #"{"cacheScope":"private","resultType":"x","ttlMs":5,"_meta":1}"#
      ),
      ("x", "[1]", "[1]"), ("x", "null", "null"),
    ])
  func results(method: String, result: String, expected: String) throws {
    var it = try Conversation.legacyProcess()
    let meta = #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1.0"}}"#
    let wanted = expected.split(separator: "META", omittingEmptySubsequences: false).joined(separator: meta)
    #expect(
      try it.receive(Text.modern(method)).answered(#"{"jsonrpc":"2.0","result":\#(result),"id":4}"#)
        == #"{"jsonrpc":"2.0","result":\#(wanted),"id":4}"#)
  }

  @Test(
    "What makes a request a modern one does not reach a session that began with initialize",
    arguments: [
      (#"{"progressToken":1,FIELDS,"a/b":{"c":[]}}"#, #"{"progressToken":1,"a/b":{"c":[]}}"#), ("{FIELDS}", "{}"),
      (
        #"{"io.modelcontextprotocol/related-task":{"taskId":"t"}, FIELDS}"#,
        #"{"io.modelcontextprotocol/related-task":{"taskId":"t"}}"#
      ),
    ])
  func strippedFields(meta: String, expected: String) throws {
    var it = try Conversation.legacyProcess()
    let fields =
      #""io.modelcontextprotocol/protocolVersion":"2026-07-28", "io.modelcontextprotocol\/clientInfo" : {"n":"}"},"#
      + #""io.modelcontextprotocol/clientCapabilities":{}"#
    let around = (#"{"jsonrpc":"2.0","method":"tools/call","params":{"_meta":"#, #","name":"n"},"id":7}"#)
    let parts = meta.split(separator: "FIELDS", omittingEmptySubsequences: false)
    let message = around.0 + parts.joined(separator: fields) + around.1
    #expect(try it.receive(message).sent(message) == around.0 + expected + around.1)
  }

  @Test("An error stays as it is, but for the one code that the new revision forbids")
  func errors() throws {
    var it = try Conversation.legacyProcess()
    let decision = try it.receive(Text.modern("resources/read", #""uri":"a""#))
    #expect(decision.answered(Text.error(-32601)) == Text.error(-32601))
    #expect(decision.answered(Text.error(-32002)) == Text.error(-32602))
  }

  @Test("Methods without a counterpart are not found (2026-07-28, Key Changes)")
  func notFound() throws {
    var it = try Conversation.legacyProcess()
    for method in ["subscriptions/listen", "ping", "logging/setLevel", "resources/subscribe", "initialize"] {
      #expect(try it.receive(Text.modern(method)).reply == #"404 "error":{"code":-32601,"message":"Method not found"}"#)
    }
  }

  @Test("A version that nobody speaks is refused with those that are spoken")
  func unsupported() throws {
    var it = try Conversation.legacyProcess()
    let text =
      #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"io.modelcontextprotocol\/protocolVersion":"2099-01-01"}}}"#
    #expect(
      try it.receive(text).reply
        == #"400 "error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["2026-07-28","2025-11-25"],"requested":"2099-01-01"}}"#
    )
  }

  @Test("Of a legacy server's notifications a modern request's stream knows its progress, and the log on demand")
  func notifications() throws {
    var it = try Conversation.legacyProcess()
    let plain = try it.receive(Text.modern("tools/call"))
    let logged = try it.receive(
      #"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/logLevel":"info"}}}"#
    )
    for (method, alone, withLog) in [
      ("notifications/progress", true, true), ("notifications/message", false, true),
      ("notifications/tools/list_changed", false, false),
    ] {
      let text = #"{"jsonrpc":"2.0","method":"\#(method)"}"#
      #expect(plain.passes(text) == alone)
      #expect(logged.passes(text) == withLog)
    }
  }

  // MARK: A legacy caller

  @Test("initialize is answered from server/discover, with the version that was asked for if it exists")
  func initialization() throws {
    var it = try Conversation.modernProcess()
    let rest =
      #","capabilities":{"prompts":{}},"serverInfo":{"name":"m","version":"3"},"instructions":"go"}"#
    #expect(try it.receive(Text.initialize).reply == #"200 "result":{"protocolVersion":"2025-06-18""# + rest)
    let unknown = #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1999-01-01"}}"#
    #expect(try it.receive(unknown).reply == #"200 "result":{"protocolVersion":"2025-11-25""# + rest)
    #expect(try it.receive(Text.ready) == .acknowledge)
    #expect(try it.receive(Text.response) == .acknowledge)
    #expect(try it.receive(Text.cancelled) == .forward)
    #expect(try it.receive(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).reply == #"200 "result":{}"#)
    #expect(
      try it.receive(#"{"jsonrpc":"2.0","id":1,"method":"logging\/setLevel"}"#).reply
        == #"200 "error":{"code":-32601,"message":"Method not found"}"#)
  }

  @Test(
    "Requests get the fields of the revision, wherever there is room for them",
    arguments: [
      (
        #"{"id":1,"method":"x","jsonrpc":"2.0"}"#, #"{"params":{"_meta":{FIELDS}},"id":1,"method":"x","jsonrpc":"2.0"}"#
      ),
      (
        #"{"jsonrpc":"2.0","params":{},"id":1,"method":"x"}"#,
        #"{"jsonrpc":"2.0","params":{"_meta":{FIELDS}},"id":1,"method":"x"}"#
      ),
      (
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{ "a":1.50}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{FIELDS}, "a":1.50}}"#
      ),
      (
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":1,"_meta":{ }}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":1,"_meta":{FIELDS }}}"#
      ),
      (
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"progressToken":1}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{FIELDS,"progressToken":1}}}"#
      ),
      (
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"a":1,"io.modelcontextprotocol\/protocolVersion":"2025-11-25","\u0062":2}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{FIELDS,"a":1,"\u0062":2}}}"#
      ),
    ])
  func fields(message: String, expected: String) throws {
    var it = try Conversation.modernProcess()
    _ = try it.receive(Text.initialize)
    let fields =
      #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"c","version":"2"},"#
      + #""io.modelcontextprotocol/clientCapabilities":{"extensions":{"x/y":{}}}"#
    let wanted = expected.split(separator: "FIELDS", omittingEmptySubsequences: false).joined(separator: fields)
    let decision = try it.receive(message)
    #expect(decision.sent(message) == wanted)
    guard case .translate(let translation) = decision else { return }
    // The id is found again behind an insertion.
    let before = try Array(message.utf8).withUnsafeBytes { try JSONRPCMessage.scan($0) }
    let after = try Array(wanted.utf8).withUnsafeBytes { try JSONRPCMessage.scan($0) }
    #expect(before.id.map { translation.edits.moved($0) } == after.id)
    #expect(before.method.map { translation.edits.moved($0) } == after.method)
  }

  @Test("Params that are no object cannot carry them")
  func badParams() throws {
    var it = try Conversation.modernProcess()
    #expect(try it.receive(#"{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}"#).reply?.contains("-32602") == true)
  }

  @Test("Results keep what a legacy client does not know; a demand for input becomes an error")
  func inputRequired() throws {
    var it = try Conversation.modernProcess()
    let decision = try it.receive(Text.call)
    let whole = #"{"jsonrpc":"2.0","id":3,"result":{"resultType":"complete","ttlMs":1}}"#
    #expect(decision.answered(whole) == whole)
    #expect(
      decision.answered(#"{"jsonrpc":"2.0","id":3,"result":{"resultType":"input_required","requestState":"s"}}"#)
        == #"{"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"The server asks for input (input_required), which this client's MCP version cannot give"}}"#
    )
  }

  @Test(
    "Mcp-Name is encoded where HTTP could not carry it (Value Encoding)",
    arguments: [
      ("us-west1", "us-west1"), ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
      (" padded ", "=?base64?IHBhZGRlZCA=?="), ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
      ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="), ("a b", "a b"), ("", ""),
    ])
  func headerValue(text: String, encoded: String) {
    #expect(HeaderValue.encode(text) == encoded)
  }

  @Test("Over HTTP the headers repeat method and name")
  func headers() throws {
    var it = Conversation(.sessions)
    _ = try it.judge(Text.initialize, status: 400, nil)
    _ = it.complete(.discover(patient: false), Text.discovered)
    let read = #"{"jsonrpc":"2.0","id":1,"method":"resources\/read","params":{"uri":"file:\/\/\/a"}}"#
    let decision = try it.receive(read)
    #expect(decision.header("mcp-method") == "resources/read")
    #expect(decision.header("mcp-name") == "file:///a")
    #expect(decision.header("mcp-protocol-version") == "2026-07-28")
    #expect(decision.header("mcp-session-id") == .some(nil))
    #expect(try it.receive(Text.list).header("mcp-name") == .some(nil))
    #expect(try it.receive(Text.cancelled) == .acknowledge)
  }

  @Test(
    "The older of two known legacy versions is spoken",
    arguments: [
      ("2025-06-18", "2025-11-25", "2025-06-18"), ("2025-11-25", "2025-06-18", "2025-06-18"),
      ("2099-01-01", "2025-06-18", "2025-06-18"), (nil, "2025-06-18", "2025-06-18"), ("2025-06-18", "odd", "odd"),
    ])
  func version(requested: String?, negotiated: String, answer: String) {
    #expect(ProtocolRevision.answer(to: requested, negotiated: negotiated) == answer)
  }

  @Test("A modern request is known by its _meta, escaped slashes and large neighbours included")
  func era() throws {
    let large = String(repeating: "a/b", count: 20_000)
    var it = try Conversation.legacyProcess()
    #expect(try it.receive(Text.modern("tools/call", #""arguments":{"x":"\#(large)"}"#)) != .forward)
    #expect(try it.receive(Text.modern(#"server\/discover"#)).reply?.contains("supportedVersions") == true)
    let talk = #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":"io.modelcontextprotocol/protocolVersion"}}"#
    #expect(try it.receive(talk) == .forward)
    let legacy =
      #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2025-11-25"}}}"#
    #expect(try it.receive(legacy) == .forward)
  }

  @Test("A text is found wherever it stands, and only there")
  func search() {
    let search = TextSearch("abcab")
    for (text, found) in [
      ("abcab", true), ("xxabcab", true), ("abcaabcab", true), ("abcabx", true), ("abca", false), ("", false),
      ("ababcaxabcbabcaa", false), ("aabcabab", true),
    ] {
      #expect(Array(text.utf8).withUnsafeBytes { search.occurs(in: $0) } == found, "\(text)")
    }
  }
}
