import Telemetry
import Testing

@Suite struct EventHistoryTests {
  /// W-46.
  @Test func `The oldest events make room, by count and by bytes`() {
    let history = EventHistory<Int>(maxCount: 3, maxBytes: 100)
    for number in 1...5 { history.append(number, bytes: 10) }
    #expect(history.page(after: 0, limit: 10).entries.map(\.sequence) == [3, 4, 5])
    #expect(history.page(after: 0, limit: 10).lost == 1...2)
    history.append(6, bytes: 85)
    #expect(history.page(after: 0, limit: 10).entries.map(\.event) == [5, 6])
    history.append(7, bytes: 500)
    #expect(history.page(after: 0, limit: 10).entries.map(\.event) == [7] && history.bytes == 500)
  }

  @Test func `A page begins behind its number, and says only what was missed`() {
    let history = EventHistory<Int>(maxCount: 4, maxBytes: 1000)
    for number in 1...200 { history.append(number, bytes: 1) }
    #expect(history.page(after: 198, limit: .max).entries.map(\.event) == [199, 200])
    #expect(history.page(after: 196, limit: 2).entries.map(\.event) == [197, 198])
    #expect(history.page(after: 196, limit: 2).lost == nil)
    #expect(history.page(after: 200, limit: 10).entries.isEmpty)
    #expect(history.page(after: 9999, limit: 10).entries.map(\.event) == [197, 198, 199, 200])
    #expect(history.newest(2) { $0.event % 2 == 1 }.map(\.event) == [197, 199])
  }

  @Test func `Whoever waits hears of events until the history is closed`() async {
    let history = EventHistory<Int>(maxCount: 10, maxBytes: 1000)
    var seen: [Int] = []
    history.append(0, bytes: 1)
    for await _ in history.changes() {
      seen += history.page(after: UInt64(seen.count), limit: 10).entries.map(\.event)
      if seen.count < 5 { history.append(seen.count, bytes: 1) } else { history.close() }
    }
    #expect(seen == [0, 1, 2, 3, 4])
    for await _ in history.changes() { Issue.record("closed") }
  }
}
