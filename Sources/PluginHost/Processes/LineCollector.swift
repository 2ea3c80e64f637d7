/// Cuts a child's standard error into lines of bounded length.
struct LineCollector {
  private var partial: [UInt8] = []
  private static let longest = 4096

  /// The lines that `data` completes, without their ends; empty ones are left out.
  mutating func append(_ data: UnsafeRawBufferPointer) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in data {
      if byte == UInt8(ascii: "\n") || partial.count == Self.longest {
        if let line = flush() { lines.append(line) }
      }
      if byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { partial.append(byte) }
    }
    return lines
  }

  /// What is left without a line end; nil when there is nothing.
  mutating func flush() -> [UInt8]? {
    defer { partial.removeAll(keepingCapacity: true) }
    return partial.isEmpty ? nil : partial
  }
}
