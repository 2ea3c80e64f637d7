import Testing
import TunnelPluginKit

@Suite struct EventStreamParserTests {
  private struct Event: Equatable {
    var type = ""
    var data: String
  }

  private struct Outcome: Equatable {
    var events: [Event] = []
    var direct = 0
    var id = ""
    var retry: UInt64?
  }

  private func parse(_ chunks: [[UInt8]], limit: Int = 1_000, end: Bool = false) -> Outcome {
    var parser = EventStreamParser(limit: limit)
    var outcome = Outcome()
    var kept: [UInt8] = []
    func perform(_ action: EventStreamParser.Action, _ type: [UInt8]) {
      let type = String(decoding: type, as: UTF8.self)
      switch action {
      case .event(let data):
        outcome.direct += 1
        outcome.events.append(Event(type: type, data: String(decoding: data, as: UTF8.self)))
      case .append(let piece): kept.append(contentsOf: piece)
      case .finish:
        outcome.events.append(Event(type: type, data: String(decoding: kept, as: UTF8.self)))
        kept = []
      case .overflow:
        kept = []
        outcome.events.append(Event(data: "!"))
      }
    }
    for chunk in chunks {
      chunk.withUnsafeBytes { bytes in
        var rest = bytes
        while let action = parser.next(&rest) { perform(action, parser.eventType) }
      }
    }
    if end, let action = parser.end() { perform(action, parser.eventType) }
    outcome.id = String(decoding: parser.lastEventID, as: UTF8.self)
    outcome.retry = parser.retryMilliseconds
    return outcome
  }

  private func parse(_ text: String..., limit: Int = 1_000, end: Bool = false) -> Outcome {
    parse(text.map { Array($0.utf8) }, limit: limit, end: end)
  }

  @Test func anEventWithinAChunkIsHandedOverWhereItLies() {
    let outcome = parse("event: message\ndata: {\"a\":1}\n\ndata:x\n\n")
    #expect(outcome.events == [Event(type: "message", data: "{\"a\":1}"), Event(data: "x")])
    #expect(outcome.direct == 2)
  }

  @Test func dataOverChunksIsPutTogether() {
    let outcome = parse("data: he", "llo", "\n", "\n")
    #expect(outcome.events == [Event(data: "hello")])
    #expect(outcome.direct == 0)
  }

  @Test func severalDataLinesAreJoinedByLineFeeds() {
    #expect(parse("data: a\ndata:\ndata: b\n\n").events == [Event(data: "a\n\nb")])
    #expect(parse("data\ndata\n\n").events == [Event(data: "\n")])
  }

  @Test func aLoneFieldNameIsAFieldWithAnEmptyValue() {
    #expect(parse("data\n\nnonsense\ndata: a\n\n").events == [Event(data: ""), Event(data: "a")])
  }

  @Test func anEventWithoutDataIsNone() {
    #expect(parse("event: x\nid: 7\n\ndata: a\n\n").events == [Event(data: "a")])
  }

  @Test func aByteOrderMarkIsSkippedOnlyAtTheBeginning() {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    #expect(parse([mark + Array("data: a\n\n".utf8)]).events == [Event(data: "a")])
    #expect(parse([[0xEF], [0xBB], [0xBF], Array("data: a\n\n".utf8)]).events == [Event(data: "a")])
    #expect(parse([Array("data: a\n".utf8) + mark + Array("data: b\n\n".utf8)]).events == [Event(data: "a")])
    #expect(parse([[0xEF, 0xBB], Array("data: a\ndata: b\n\n".utf8)]).events == [Event(data: "b")])
  }

  @Test func everyKindOfLineEndCounts() {
    #expect(parse("data: a\r\rdata: b\r\n\r\ndata: c\n\n").events.map(\.data) == ["a", "b", "c"])
    #expect(parse("data: a\r", "\n\r", "\ndata: b\r", "\r").events.map(\.data) == ["a", "b"])
  }

  @Test func commentsAndUnknownFieldsAreIgnored() {
    #expect(parse(": hello\n:\n: data: x\nfoo: bar\ndatax: y\ndata: a\n\n").events == [Event(data: "a")])
  }

  @Test func exactlyOneSpaceBeforeAValueIsNotPartOfIt() {
    #expect(parse("data:  a \n\n").events == [Event(data: " a ")])
    #expect(parse("data:", " a\n\n").events == [Event(data: "a")])
  }

  @Test func aColonInAValueIsPartOfIt() {
    #expect(parse("data: a:b\n\n").events == [Event(data: "a:b")])
  }

  @Test func theIDSurvivesEventsAndMayBeReset() {
    #expect(parse("id: 7\ndata: a\n\ndata: b\n\n").id == "7")
    #expect(parse("id: 7\ndata: a\n\nid\ndata: b\n\n").id.isEmpty)
    #expect(parse("id: 7\n\nid: a\u{0}b\n\n").id == "7")
  }

  @Test func retryTakesDigitsOnly() {
    #expect(parse("retry: 250\n\n").retry == 250)
    #expect(parse("retry: 2s\nretry: -1\nretry: +1\nretry: -0\nretry\n\n").retry == nil)
  }

  @Test func theTypeBelongsToOneEvent() {
    #expect(parse("event: ping\ndata: a\n\ndata: b\n\n").events == [Event(type: "ping", data: "a"), Event(data: "b")])
  }

  @Test func anEventThatNoBlankLineEndedComesOnlyWhenAskedFor() {
    #expect(parse("data: a\n").events.isEmpty)
    #expect(parse("data: a\n", end: true).events == [Event(data: "a")])
    #expect(parse("event: x\ndata: a", end: true).events == [Event(type: "x", data: "a")])
    #expect(parse("data: a\n\n", end: true).events == [Event(data: "a")])
  }

  @Test func dataBeyondTheLimitIsReportedOnceAndTheNextEventIsFine() {
    #expect(parse("data: 123456\ndata: 7\n\ndata: ok\n\n", limit: 5).events.map(\.data) == ["!", "ok"])
    #expect(parse("data: 123", "456", "789\n\n", "data: 12345\n\n", limit: 5).events.map(\.data) == ["!", "12345"])
  }

  @Test func everySplitOfAStreamGivesTheSameEvents() {
    let stream = Array(
      "\u{FEFF}: c\r\nevent: message\r\ndata: {\"a\":\r\ndata: 1}\r\nid: 9\r\n\r\ndata:x\n\ndata\r\rretry:5\n\n".utf8)
    let whole = parse([stream])
    #expect(whole.events.map(\.data) == ["{\"a\":\n1}", "x", ""])
    for first in 0...stream.count {
      for second in first...stream.count {
        var outcome = parse([Array(stream[..<first]), Array(stream[first..<second]), Array(stream[second...])])
        outcome.direct = whole.direct
        #expect(outcome == whole)
      }
    }
    let bytewise = parse(stream.map { [$0] })
    #expect(bytewise.events == whole.events)
  }
}
