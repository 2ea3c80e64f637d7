import Glibc

/// Takes a child's standard error apart into lines. What is too long is cut and its rest thrown away: as a line of its own
/// it could begin in the middle of a secret, which nobody would recognise (W-43).
package struct LineCollector {
  private var partial: [UInt8] = []
  private var isPastLimit = false
  let longest: Int
  package static let usual = 8192

  init(longest: Int = LineCollector.usual) {
    self.longest = longest
  }

  /// The lines that `data` completes, without their ends; empty ones are left out.
  mutating func append(_ data: UnsafeRawBufferPointer) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var rest = data[...]
    while let line = next(&rest) { lines.append(line) }
    return lines
  }

  /// The next line that `data` completes; `data` shrinks to what comes after it. nil: what is left was kept.
  mutating func next(_ data: inout Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
    while let byte = data.first {
      data.removeFirst()
      if byte == UInt8(ascii: "\n") {
        if let line = flush() { return line }
      } else if byte != UInt8(ascii: "\r"), !isPastLimit {
        isPastLimit = partial.count == longest
        if !isPastLimit { partial.append(byte) }
      }
    }
    return nil
  }

  /// Drops what is there up to the last line end in `data`, at the speed of memory, and says how many lines that were.
  mutating func skip(_ data: inout Slice<UnsafeRawBufferPointer>) -> Int {
    var count = 0
    while let base = UnsafeRawBufferPointer(rebasing: data).baseAddress, !data.isEmpty,
      let end = memchr(base, Int32(UInt8(ascii: "\n")), data.count)
    {
      count += 1
      _ = flush()
      data = data.dropFirst(UnsafeRawPointer(end) - base + 1)
    }
    return count
  }

  /// What is left without a line end; nil when there is nothing.
  mutating func flush() -> [UInt8]? {
    defer {
      partial.removeAll(keepingCapacity: true)
      isPastLimit = false
    }
    return partial.isEmpty ? nil : partial
  }
}
