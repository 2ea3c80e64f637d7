import Glibc

/// Cuts a child's standard error into lines of bounded length.
struct LineCollector {
  private var partial: [UInt8] = []
  private static let longest = 4096

  /// The lines that `data` completes, without their ends; empty ones are left out. Beyond `limit` they are only counted.
  mutating func append(_ data: UnsafeRawBufferPointer, limit: Int = .max) -> (lines: [[UInt8]], skipped: Int) {
    var lines: [[UInt8]] = []
    var skipped = 0
    var rest = data
    while let base = rest.baseAddress, !rest.isEmpty {
      let end = memchr(base, 10, rest.count).map { UnsafeRawPointer($0) - base }
      let room = Self.longest - partial.count
      let count = min(end ?? rest.count, room)
      partial.append(contentsOf: rest[..<count])
      let isComplete = count == end
      rest = UnsafeRawBufferPointer(rebasing: rest[(isComplete ? count + 1 : count)...])
      guard isComplete || partial.count == Self.longest else { break }
      if lines.count < limit {
        if let line = flush() { lines.append(line) }
      } else {
        skipped += partial.isEmpty ? 0 : 1
        partial.removeAll(keepingCapacity: true)
      }
    }
    return (lines, skipped)
  }

  /// What is left without a line end; nil when there is nothing.
  mutating func flush() -> [UInt8]? {
    defer { partial.removeAll(keepingCapacity: true) }
    let line = partial.last == 13 ? Array(partial.dropLast()) : partial
    return line.isEmpty ? nil : line
  }
}
