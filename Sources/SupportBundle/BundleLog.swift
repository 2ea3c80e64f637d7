import LogPipeline
import Telemetry

/// The records of a window as lines of JSON. Their sizes are known before they are written, and they are never in memory
/// all at once: each line is made twice.
struct BundleLog {
  private let redactor: Redactor
  private let lines: [(entry: EventHistory<LogEntry>.Entry, size: Int)]

  /// The newest records since `start` (nanoseconds since 1970) that fit into `limit` bytes.
  init(_ logs: LogPipeline, since start: Int64, limit: Int) {
    redactor = logs.redactor
    var filter = LogFilter()
    filter.since = start
    var (lines, room) = ([(entry: EventHistory<LogEntry>.Entry, size: Int)](), limit)
    for entry in logs.history.newest(.max, where: { filter.matches($0.event) }).reversed() {
      let size = Self.line(entry, logs.redactor).count
      guard size <= room else { break }
      room -= size
      lines.append((entry, size))
    }
    self.lines = lines.reversed()
  }

  var count: Int { lines.count }
  var size: Int { lines.reduce(0) { $0 + $1.size } }

  /// Exactly ``size`` bytes.
  func write(to take: ([UInt8]) async throws -> Void) async throws {
    for (entry, size) in lines { try await take(Self.fitted(Self.line(entry, redactor), entry, size)) }
  }

  /// A secret that became known since the sizes were taken makes a line longer or shorter; space within a line is free
  /// in JSON.
  private static func fitted(_ line: [UInt8], _ entry: EventHistory<LogEntry>.Entry, _ size: Int) -> [UInt8] {
    guard line.count != size else { return line }
    let text = line.count < size ? Array(line.dropLast()) : Array("{\"seq\":\(entry.sequence)}".utf8)
    return text + [UInt8](repeating: UInt8(ascii: " "), count: max(0, size - text.count - 1)) + [UInt8(ascii: "\n")]
  }

  private static func line(_ entry: EventHistory<LogEntry>.Entry, _ redactor: Redactor) -> [UInt8] {
    redactor.redactJSONText(entry.event.json(sequence: entry.sequence)) + [UInt8(ascii: "\n")]
  }
}
