/// The latencies of the last five to six minutes: one histogram a minute, the oldest being used again. Pure.
struct RecentLatency: Sendable {
  private var minutes = [LatencyHistogram](repeating: LatencyHistogram(), count: 6)
  private var current = 0

  mutating func observe(microseconds: Int64) {
    minutes[current].observe(microseconds: microseconds)
  }

  /// A minute is over.
  mutating func rotate() {
    current = (current + 1) % minutes.count
    minutes[current].reset()
  }

  var merged: LatencyHistogram {
    minutes.reduce(into: LatencyHistogram()) { $0.add($1) }
  }
}
