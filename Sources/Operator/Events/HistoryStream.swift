import HTTPServing
import NIOCore
import Telemetry

/// Shows a history to one reader: what it has missed, then what comes, without a gap that it would not learn of (W-45).
struct HistoryStream<Event: Sendable>: Sendable {
  /// The most events in one write.
  private static var batch: Int { 256 }

  let history: EventHistory<Event>
  /// The name of the events.
  let name: String
  /// The JSON of an event, on one line; nil leaves it out for this reader.
  let encode: @Sendable (EventHistory<Event>.Entry) -> [UInt8]?

  /// Writes events after number `start` until the history is closed or the client leaves. Where events were pushed out
  /// before they could be sent, an event `gap` says `{"from":…,"to":…,"dropped":…}`.
  func write(after start: UInt64, to writer: EventWriter) async throws {
    var last = start
    for await _ in history.changes() {
      while true {
        let page = history.page(after: last, limit: Self.batch)
        var frames = ByteBuffer()
        if let lost = page.lost { EventWriter.append("gap", id: lost.upperBound, data: Self.gap(lost), to: &frames) }
        for entry in page.entries {
          if let data = encode(entry) { EventWriter.append(name, id: entry.sequence, data: data, to: &frames) }
        }
        guard let newest = page.entries.last?.sequence ?? page.lost?.upperBound else { break }
        try await writer.send(frames)
        last = newest
      }
    }
  }

  private static func gap(_ lost: ClosedRange<UInt64>) -> [UInt8] {
    Array(#"{"from":\#(lost.lowerBound),"to":\#(lost.upperBound),"dropped":\#(lost.count)}"#.utf8)
  }
}
