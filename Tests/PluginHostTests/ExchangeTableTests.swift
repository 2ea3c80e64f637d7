import CurlHTTP
import NIOCore
import Testing

@testable import PluginHost

/// What the host makes of the messages that a plugin emits.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct ExchangeTableTests {
  private let table = ExchangeTable(instance: 1)
  private let events = Events()

  private func begin(id: String) throws -> UInt64 {
    try #require(table.begin(receiver: events, id: ByteBuffer(string: id), messageBuffer: 0))
  }

  private func emit(_ handle: UInt64, _ text: String, restoresID: Bool = false) -> ExchangeTable.Verdict {
    table.emit(handle, ByteBuffer(string: text), restoresID: restoresID)
  }

  private func kind(_ verdict: ExchangeTable.Verdict) -> ExchangeTable.Kind? {
    if case .accepted(let kind) = verdict { kind } else { nil }
  }

  private func fault(_ verdict: ExchangeTable.Verdict) -> PluginFault? {
    if case .stale(let fault) = verdict { fault } else { nil }
  }

  @Test("Ids compare as JSON values: type, digits and escapes (W-08)")
  func ids() throws {
    let cases: [(String, String, ExchangeTable.Kind)] = [
      ("1", "1", .response), ("1", "\"1\"", .other), ("9007199254740993", "9007199254740993", .response),
      ("9007199254740993", "9007199254740992", .other), (#""a""#, #""\u0061""#, .response), ("1", "null", .other),
    ]
    for (mine, theirs, expected) in cases {
      let handle = try begin(id: mine)
      let answer = #"{"jsonrpc":"2.0","id":\#(theirs),"error":{"code":1,"message":""}}"#
      #expect(kind(emit(handle, answer)) == expected, "\(mine) and \(theirs)")
    }
  }

  @Test("A stray response and a request of the server do not end the call (W-22, W-23)")
  func strays() async throws {
    let handle = try begin(id: "7")
    #expect(kind(emit(handle, #"{"jsonrpc":"2.0","id":6,"result":1}"#)) == .other)
    #expect(kind(emit(handle, #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#)) == .request)
    #expect(kind(emit(handle, #"{"jsonrpc":"2.0","method":"progress"}"#)) == .notification)
    #expect(kind(emit(handle, #"{"jsonrpc":"2.0","id":7,"result":2}"#)) == .response)
    _ = table.finish(handle, ExchangeOutcome(.none))
    #expect(
      await events.untilFinished() == [
        "ignored other_response", "ignored server_request", #"notification {"jsonrpc":"2.0","method":"progress"}"#,
        #"response {"jsonrpc":"2.0","id":7,"result":2}"#, "finished none",
      ])
  }

  @Test func aRestoredIDIsSplicedIntoTheUntouchedBytes() async throws {
    let handle = try begin(id: #""caller""#)
    let own = #"{ "result" : {"x":1.0} , "id" : 4711 , "jsonrpc":"2.0","extra":[] }"#
    #expect(kind(emit(handle, own, restoresID: true)) == .response)
    _ = table.finish(handle, ExchangeOutcome(.none))
    #expect(
      await events.untilFinished().first
        == #"response { "result" : {"x":1.0} , "id" : "caller" , "jsonrpc":"2.0","extra":[] }"#)
  }

  @Test func aHeadComesOnceAndBeforeTheMessages() throws {
    let handle = try begin(id: "1")
    #expect(kind(table.head(handle, status: 200, headers: HTTPFields())) == ExchangeTable.Kind.none)
    #expect(fault(table.head(handle, status: 200, headers: HTTPFields())) == .headTwice)
    let late = try begin(id: "1")
    _ = emit(late, #"{"jsonrpc":"2.0","method":"x"}"#)
    #expect(fault(table.head(late, status: 200, headers: HTTPFields())) == .headTwice)
  }

  @Test func whatIsSaidAfterACancellationIsAFaultOnceItHasReturned() throws {
    let handle = try begin(id: "1")
    #expect(table.withdraw(handle) != nil)
    #expect(fault(table.finish(handle, ExchangeOutcome(.none)).0) == nil)
    #expect(fault(emit(handle, "{}")) == nil)
    table.settleWithdrawal(of: handle)
    #expect(fault(table.finish(handle, ExchangeOutcome(.none)).0) == .finishAfterCancel)
    #expect(fault(emit(handle, "{}")) == .messageAfterCancel)
    #expect(table.withdraw(handle) == nil)
  }

  @Test func aNotificationExpectsNoResponse() throws {
    let handle = try begin(id: "")
    #expect(kind(emit(handle, #"{"jsonrpc":"2.0","id":1,"result":1}"#)) == .other)
  }

  @Test(arguments: ["", "[]", "{", #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"1.0","id":1,"result":1}"#, "\u{FEFF}{}"])
  func whatIsNoMessageIsIgnored(text: String) throws {
    #expect(kind(emit(try begin(id: "1"), text)) == .invalid)
  }
}
