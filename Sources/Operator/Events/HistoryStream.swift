import HTTPServing
import NIOCore
import Telemetry

/// Shows a history to one reader: what it has missed, then what comes, without a gap that it would not learn of (W-45).
struct HistoryStream<Event: Sendable>: Sendable {
  /// The most events in one write.
  private static var batch: Int { 256 }
  /// The most bytes, more or less: that much a reader who does not read may cost, and there are many of them.
  private static var batchBytes: Int { 128 << 10 }

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
        var newest = page.lost?.upperBound
        for entry in page.entries where frames.readableBytes < Self.batchBytes {
          if let data = encode(entry) { EventWriter.append(name, id: entry.sequence, data: data, to: &frames) }
          newest = entry.sequence
        }
        guard let newest else { break }
        try await writer.send(frames)
        last = newest
      }
    }
  }

  private static func gap(_ lost: ClosedRange<UInt64>) -> [UInt8] {
    Array(#"{"from":\#(lost.lowerBound),"to":\#(lost.upperBound),"dropped":\#(lost.count)}"#.utf8)
  }
}
