import RawJSON
import Testing

@testable import MCPLifecycle

/// User needs 4.2, #65: what a process has said of itself.
@Suite struct ObservationTests {
  private let now = ContinuousClock.now

  private func list(_ params: String? = nil) -> String {
    #"{"jsonrpc":"2.0","id":2,"method":"tools\/list"\#(params.map { #","params":\#($0)"# } ?? "")}"#
  }

  private func page(_ names: [String], next: String? = nil) -> String {
    let tools = names.map { #"{"inputSchema":{"name":"not me"},"name":"\#($0)"}"# }.joined(separator: ",")
    return #"{"jsonrpc":"2.0","id":2,"result":{"tools":[\#(tools)]\#(next.map { #","nextCursor":\#($0)"# } ?? "")}}"#
  }

  private func request(_ text: String) throws -> ObservedRequest? {
    try Array(text.utf8).withUnsafeBytes { ObservedRequest($0, try JSONRPCMessage.scan($0)) }
  }

  private func note(_ it: inout ServerObservation, _ asked: String, _ answer: String) throws {
    let asked = try #require(try request(asked))
    Array(answer.utf8).withUnsafeBytes { it.note($0, to: asked, at: now) }
  }

  /// A legacy server that has been initialized.
  private func initialized(_ answer: String = Text.initialized) throws -> ServerObservation {
    var it = ServerObservation()
    it.note(.initialize, of: try Conversation.legacyProcess(answer).lifecycle, at: now)
    return it
  }

  @Test func `An initialize leaves version, identity and capability names`() throws {
    let it = try initialized()
    let seen = try #require(it.initialize)
    #expect(seen.protocolVersion == "2025-11-25" && seen.serverName == "s" && seen.serverVersion == "1.0")
    #expect(seen.capabilityNames == ["tools", "logging", "resources", "tasks", "completions"])
    #expect(it.initializeEpoch == 1 && it.trouble == nil && !it.isEmpty)
  }

  @Test func `A discovery leaves versions and capability names`() throws {
    var it = ServerObservation()
    it.note(.discover(patient: false), of: try Conversation.modernProcess().lifecycle, at: now)
    #expect(it.discover?.supportedVersions == ["2026-07-28"] && it.discover?.capabilityNames == ["prompts"])
    #expect(it.discoverEpoch == 1 && it.initialize == nil)
  }

  @Test func `A refused initialize is trouble, and voids what was known`() throws {
    var it = try initialized()
    try note(&it, list(), page(["a"]))
    var conversation = Conversation(.process)
    _ = try conversation.receive(Text.initialize)
    _ = conversation.complete(.initialize, Text.error(-32603))
    it.note(.initialize, of: conversation.lifecycle, at: now)
    #expect(it.initialize == nil && it.tools == nil && it.trouble == .discovery)
  }

  @Test func `Only answers to discovery and lists of tools are looked into`() throws {
    #expect(try request(Text.call) == nil)
    #expect(try request(Text.initialize) == nil)
    #expect(try request(#"{"jsonrpc":"2.0","method":"tools/list"}"#) == nil)
    #expect(try request(Text.discover) == .discover)
    #expect(try request(list()) == .tools(cursor: nil))
    #expect(try request(list(#"{"_meta":{"cursor":"x"},"cursor":"\u0070"}"#)) == .tools(cursor: "p"))
    #expect(try request(list(#"{"x":"\#(String(repeating: "x", count: 8 << 10))"}"#)) == .large)
  }

  @Test func `Pages that follow each other add up, and others do not`() throws {
    var it = try initialized()
    try note(&it, list(), page(["a"], next: #""\u0070""#))
    #expect(it.tools?.names == ["a"] && it.tools?.isComplete == false)
    try note(&it, list(#"{"cursor":"elsewhere"}"#), page(["z"]))
    try note(&it, list(#"{"cursor":"p"}"#), Text.error(-32602))
    #expect(it.tools?.names == ["a"])
    try note(&it, list(#"{"cursor":"p"}"#), page(["b"], next: "null"))
    #expect(it.tools?.names == ["a", "b"] && it.tools?.isComplete == true)
    try note(&it, list(), page(["c"]))
    #expect(it.tools?.names == ["c"])
  }

  @Test func `Names that are too long or too many are left out, not cut`() throws {
    var it = try initialized()
    try note(&it, list(), page([String(repeating: "x", count: 129), "short"]))
    #expect(it.tools?.names == ["short"] && it.tools?.isLimited == true && it.tools?.isComplete == false)
    try note(&it, list(), page((0..<257).map { "t\($0)" }))
    #expect(it.tools?.names.count == 256 && it.tools?.isLimited == true)
  }

  @Test func `A result that is too large or no list takes the names away and says why`() throws {
    var it = try initialized()
    try note(&it, list(), page(["a"]))
    it.note(nil, to: .tools(cursor: nil), at: now)
    #expect(it.tools == nil && it.trouble == .largeResult && it.initialize != nil)
    for odd in ["{}", "[]", #"{"tools":{}}"#, #"{"tools":[1]}"#, #"{"tools":[{"name":1}]}"#] {
      try note(&it, list(), #"{"jsonrpc":"2.0","id":2,"result":\#(odd)}"#)
      #expect(it.tools == nil && it.trouble == .invalidTools)
    }
    try note(&it, list(), page([]))
    #expect(it.tools?.isComplete == true && it.trouble == nil)
  }

  @Test func `A server that says that its tools have changed makes what was seen of them old`() throws {
    var it = try initialized()
    try note(&it, list(), page(["a"]))
    for odd in [#"{"jsonrpc":"2.0","method":"notifications/message"}"#, "[]", ""] {
      Array(odd.utf8).withUnsafeBytes { it.note(notification: $0) }
      #expect(it.tools != nil)
    }
    let changed = Array(#"{"jsonrpc":"2.0","method":"notifications\/tools\/list_changed"}"#.utf8)
    changed.withUnsafeBytes { it.note(notification: $0) }
    #expect(it.tools == nil && it.trouble == .toolsChanged && it.initialize != nil)
    try note(&it, list(), page(["b"]))
    #expect(it.tools?.names == ["b"] && it.trouble == nil)
  }

  @Test func `Pages that do not belong together say why`() throws {
    var it = try initialized()
    try note(&it, list(#"{"cursor":"late"}"#), page(["z"]))
    #expect(it.tools == nil && it.trouble == .otherCursor)
    try note(&it, list(), page(["a"], next: #""p""#))
    #expect(it.trouble == nil)
    let other = #"{"cursor":"p","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#
    try note(&it, list(other), page(["b"]))
    #expect(it.tools == nil && it.trouble == .otherProtocol)
  }

  @Test func `Cursors that lead nowhere end the walk`() throws {
    for odd in ["7", "{}", #""\#(String(repeating: "x", count: 5000))""#] {
      var it = try initialized()
      try note(&it, list(), page(["a"], next: odd))
      #expect(it.trouble == .badCursor && it.tools?.isComplete == false && it.tools?.names == ["a"])
    }
    var it = try initialized()
    try note(&it, list(), page(["a"], next: #""p""#))
    try note(&it, list(#"{"cursor":"p"}"#), page(["b"], next: #""p""#))
    #expect(it.trouble == .badCursor && it.tools?.names == ["a", "b"])
  }

  @Test func `Too many pages, handshakes and catalogues are told`() throws {
    var it = try initialized()
    try note(&it, list(), page(["a"], next: #""p1""#))
    for number in 1..<32 {
      try note(&it, list(#"{"cursor":"p\#(number)"}"#), page(["b"], next: #""p\#(number + 1)""#))
    }
    #expect(it.trouble == .manyPages && it.tools?.isComplete == false)
    var few = ServerObservation(mostEpochs: 1)
    let lifecycle = try Conversation.legacyProcess(Text.initialized).lifecycle
    for trouble in [nil, ServerObservation.Trouble.manyInitializes] {
      few.note(.initialize, of: lifecycle, at: now)
      #expect(few.trouble == trouble && few.initializeEpoch == 1)
    }
    for trouble in [nil, ServerObservation.Trouble.manyDiscoveries] {
      try note(&few, Text.discover, Text.discovered)
      #expect(few.trouble == trouble && few.discoverEpoch == 1)
    }
    for trouble in [nil, ServerObservation.Trouble.manyCatalogs] {
      try note(&few, list(), page(["a"]))
      #expect(few.trouble == trouble && few.tools?.names == ["a"])
    }
  }

  @Test func `A new discovery voids the tools`() throws {
    var it = try initialized()
    try note(&it, list(), page(["a"]))
    try note(&it, Text.discover, Text.discovered)
    #expect(it.tools == nil && it.discoverEpoch == 1)
  }
}
