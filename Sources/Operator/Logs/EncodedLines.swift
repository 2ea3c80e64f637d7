import LogPipeline
import Synchronization
import Telemetry

/// The JSON of the last records that were shown, so that all who follow the log share one encoding.
final class EncodedLines: Sendable {
  private struct Line {
    var sequence: UInt64
    var json: [UInt8]
  }

  private static let count: UInt64 = 256
  /// Longer ones are made anew for each reader: what is kept here stays below a megabyte.
  private static let longest = 4 << 10

  private let lines = Mutex([Line?](repeating: nil, count: Int(EncodedLines.count)))

  func json(of entry: EventHistory<LogEntry>.Entry) -> [UInt8] {
    let slot = Int(entry.sequence % Self.count)
    let known = lines.withLock { lines in lines[slot].flatMap { $0.sequence == entry.sequence ? $0.json : nil } }
    if let known { return known }
    let json = entry.event.json(sequence: entry.sequence)
    if json.count <= Self.longest { lines.withLock { $0[slot] = Line(sequence: entry.sequence, json: json) } }
    return json
  }
}
