import CurlHTTP
import NIOCore
import Testing

@testable import ControlPlane

/// Dataplane spec section 4.
@Suite struct CommandDecodingTests {
  private let now = ContinuousClock.now

  private func items(_ body: String) throws -> [PolledItem] {
    try PollDecoder.decode(ByteBuffer(string: body), receivedAt: now)
  }

  private func item(_ members: String) throws -> PolledItem {
    let found = try items(#"{"commands":[{\#(members)}]}"#)
    #expect(found.count == 1)
    return try #require(found.first)
  }

  private func command(_ members: String) throws -> Command {
    let found = try item(members)
    guard case .command(let command) = found else {
      Issue.record("\(found)")
      throw Unexpected()
    }
    return command
  }

  private func rejected(_ members: String) throws -> (Command, Rejection) {
    let found = try item(members)
    guard case .rejected(let command, let rejection) = found else {
      Issue.record("\(found)")
      throw Unexpected()
    }
    return (command, rejection)
  }

  private func dropReason(_ members: String) throws -> String? {
    if case .dropped(let reason) = try item(members) { reason } else { nil }
  }

  private struct Unexpected: Error {}

  private static let ids = #""request_id":"r1","shard_token":"s1""#
  private static let ping = #""jsonrpc":{"jsonrpc":"2.0","id":1,"method":"ping"}"#

  @Test(
    "No commands is a success (DEC-02)", arguments: ["{}", #"{"commands":null}"#, #"{"commands":[]}"#, " {\"x\":[1]} "])
  func empty(body: String) throws {
    #expect(try items(body).isEmpty)
  }

  @Test(
    "What is not JSON is a poll error", arguments: ["", "nope", "[]", #"{"commands":["#, #"{"commands":[]}x"#, "\"x\""])
  func unusable(body: String) {
    #expect(throws: (any Error).self) { try items(body) }
  }

  @Test("A command keeps every byte of its payload, and its ids (W-08)")
  func payload() throws {
    let json = #"{ "jsonrpc" : "2.0", "id" : 9007199254740993, "method":"tools/call","params":{"x":1.50},"extra":[1] }"#
    let command = try command(
      #""command_type":"jsonrpc",\#(Self.ids),"channel":" Main ","created_at":"2026-01-01T00:00:00Z","#
        + #""headers":{"Accept":["a","b"],"X-Request-Id":["q"]},"response_timeout":"1500ms","unknown":{},"jsonrpc":\#(json)"#
    )
    #expect(String(buffer: command.payload) == json)
    #expect(command.id.map { String(buffer: $0) } == "9007199254740993")
    #expect(command.method == "tools/call")
    #expect(command.requestID == "r1")
    #expect(command.shardToken == "s1")
    #expect(command.channel == "main")
    #expect(command.headers.all("accept") == ["a", "b"])
    #expect(command.clientRequestID == "q")
    #expect(command.receivedAt == now)
    #expect(command.deadline == now + .milliseconds(1500))
  }

  @Test("Absent and null members have their defaults (DEC-03)")
  func defaults() throws {
    let command = try command(#"\#(Self.ids),"headers":null,"response_timeout":null,"created_at":null,\#(Self.ping)"#)
    #expect(command.channel == "main")
    #expect(command.headers.isEmpty)
    #expect(command.deadline == nil)
  }

  @Test("A missing command_type is jsonrpc when there is a payload (W-09)")
  func missingType() throws {
    #expect(try command(#"\#(Self.ids),\#(Self.ping)"#).method == "ping")
    #expect(try command(#""command_type":"",\#(Self.ids),\#(Self.ping)"#).method == "ping")
    #expect(try command(#""command_type":null,\#(Self.ids),\#(Self.ping)"#).method == "ping")
  }

  @Test(
    "A malformed response_timeout never drops a command (TO-01)", arguments: ["5", #""5""#, #""-5s""#, "{}", "true"])
  func badTimeout(value: String) throws {
    #expect(try command(#"\#(Self.ids),"response_timeout":\#(value),\#(Self.ping)"#).deadline == nil)
  }

  @Test("0s has expired when it comes (TO-04)")
  func zeroTimeout() throws {
    #expect(try command(#"\#(Self.ids),"response_timeout":"0s",\#(Self.ping)"#).deadline == now)
  }

  @Test("A payload that is no message is answered, by its id where it has one (W-07)")
  func badPayload() throws {
    let cases: [(String, String?)] = [
      (#"{"jsonrpc":"2.0","id":true,"method":"x"}"#, nil), (#"{"jsonrpc":"2.0","id":{},"method":"x"}"#, nil),
      (#"{"jsonrpc":"1.0","id":7,"method":"x"}"#, "7"), (#"{"id":"a","method":"x"}"#, #""a""#),
      (#"[{"jsonrpc":"2.0","id":1,"method":"x"}]"#, nil), ("null", nil), ("1", nil),
      (#"{"jsonrpc":"2.0","id":1.5}"#, "1.5"),
    ]
    for (json, id) in cases {
      let (command, rejection) = try rejected(#""command_type":"jsonrpc",\#(Self.ids),"jsonrpc":\#(json)"#)
      guard case .invalidMessage = rejection else {
        Issue.record("\(json): \(rejection)")
        continue
      }
      #expect(command.id.map { String(buffer: $0) } == id, "\(json)")
    }
    let (missing, _) = try rejected(#""command_type":"jsonrpc",\#(Self.ids)"#)
    #expect(missing.id == nil)
  }

  @Test(
    "A bad channel is answered, not dropped (W-07)",
    arguments: [#""no spaces""#, #""ä""#, #""\#(String(repeating: "a", count: 65))""#])
  func badChannel(name: String) throws {
    let (command, rejection) = try rejected(#"\#(Self.ids),"channel":\#(name),\#(Self.ping)"#)
    #expect(rejection == .invalidChannel)
    #expect(command.channel == "main")
  }

  @Test(
    "Headers of the wrong shape are answered",
    arguments: [#"{"A":"b"}"#, #"{"A":[1]}"#, "[]", #""x""#, #"{"A":["x"],"B":null}"#])
  func badHeaders(value: String) throws {
    let (_, rejection) = try rejected(#"\#(Self.ids),"headers":\#(value),\#(Self.ping)"#)
    #expect(rejection == .invalidMessage("headers are not an object of string arrays"))
  }

  @Test("A session termination names its session (DEC-05)")
  func sessionTermination() throws {
    let type = #""command_type":"session_termination""#
    let good = try command(#"\#(type),\#(Self.ids),"headers":{"mcp-session-id":["s"]}"#)
    guard case .sessionTermination = good.kind else {
      Issue.record("\(good.kind)")
      return
    }
    #expect(good.payload.readableBytes == 0)
    #expect(try rejected(#"\#(type),\#(Self.ids)"#).1 == .missingSessionID)
    #expect(try rejected(#"\#(type),\#(Self.ids),"headers":{"Mcp-Session-Id":[""]}"#).1 == .missingSessionID)
  }

  @Test("OAuth discovery is understood (DEC-04)")
  func oauthDiscovery() throws {
    guard case .oauthDiscovery = try command(#""command_type":"oauth_discovery",\#(Self.ids)"#).kind else {
      Issue.record("another kind")
      return
    }
  }

  @Test("What cannot be answered is dropped, with the reason (CH-04)")
  func dropped() throws {
    #expect(try dropReason(#""shard_token":"s",\#(Self.ping)"#) == "command without request_id")
    #expect(try dropReason(#""request_id":"","shard_token":"s",\#(Self.ping)"#) == "command without request_id")
    #expect(try dropReason(#""request_id":"r",\#(Self.ping)"#) == "command r without shard_token")
    #expect(
      try dropReason(#""command_type":"magic",\#(Self.ids),\#(Self.ping)"#) == #"command r1 of unknown type "magic""#)
    #expect(try dropReason(Self.ids) == #"command r1 of unknown type """#)
  }

  @Test("A bad element costs nothing but itself (DEC-02)")
  func batch() throws {
    let good = #"{\#(Self.ids),\#(Self.ping)}"#
    let found = try items(#"{"commands":[\#(good),7,null,[],"x",{},\#(good)],"more":1}"#)
    #expect(found.count == 7)
    #expect(found.filter { if case .command = $0 { true } else { false } }.count == 2)
    #expect(found.filter { if case .dropped = $0 { true } else { false } }.count == 5)
  }

  @Test("More commands than were asked for are all there (PL-03)")
  func many() throws {
    let one = #"{\#(Self.ids),\#(Self.ping)}"#
    #expect(try items(#"{"commands":[\#(repeatElement(one, count: 500).joined(separator: ","))]}"#).count == 500)
  }
}
