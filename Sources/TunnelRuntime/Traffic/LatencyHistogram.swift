/// How long things took, in ranges of an eighth of an octave: a percentile is right to 6 percent. Pure.
struct LatencyHistogram: Sendable, Equatable {
  /// From a microsecond to about 20 minutes; longer counts as that.
  private static let ranges = 29 * 8
  private static let longest: Int64 = 1 << 31 - 1

  /// Empty until something is counted.
  private var counts: [UInt32] = []
  private(set) var total = 0

  mutating func observe(microseconds: Int64) {
    if counts.isEmpty { counts = Array(repeating: 0, count: Self.ranges) }
    counts[Self.range(of: microseconds)] &+= 1
    total += 1
  }

  mutating func reset() {
    guard total > 0 else { return }
    for index in counts.indices { counts[index] = 0 }
    total = 0
  }

  mutating func add(_ other: LatencyHistogram) {
    guard other.total > 0 else { return }
    if counts.isEmpty { counts = Array(repeating: 0, count: Self.ranges) }
    for index in counts.indices { counts[index] &+= other.counts[index] }
    total += other.total
  }

  /// In microseconds; nil when nothing was counted. `share` is from 0 to 1.
  func percentile(_ share: Double) -> Int? {
    guard total > 0 else { return nil }
    let rank = max(1, Int((share * Double(total)).rounded(.up)))
    var seen = 0
    for (index, count) in counts.enumerated() where count > 0 {
      seen += Int(count)
      if seen >= rank { return Self.middle(of: index) }
    }
    return nil
  }

  static func range(of microseconds: Int64) -> Int {
    let value = Int(min(max(microseconds, 0), longest))
    guard value >= 8 else { return value }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    return min((exponent - 2) * 8 + (value >> (exponent - 3) & 7), ranges - 1)
  }

  static func middle(of range: Int) -> Int {
    guard range >= 8 else { return range }
    let shift = range / 8 - 1
    return (8 + range % 8) << shift + (1 << shift) / 2
  }
}
