import Operator

/// What one channel did in the last hour, or all of them together. Pure.
struct ChannelHistory: Sendable {
  /// Of one interval. Times are in microseconds, negative when nothing ended.
  struct Sample: Sendable, Equatable {
    var ended: Int32 = 0
    var p50: Int32 = -1
    var p90: Int32 = -1
    var p99: Int32 = -1
  }

  /// An interval that is not over.
  private struct Open: Sendable {
    var latency = LatencyHistogram()

    mutating func close() -> Sample {
      guard latency.total > 0 else { return Sample() }
      func value(_ share: Double) -> Int32 { Int32(clamping: latency.percentile(share) ?? -1) }
      let sample = Sample(ended: Int32(clamping: latency.total), p50: value(0.5), p90: value(0.9), p99: value(0.99))
      latency.reset()
      return sample
    }
  }

  private(set) var ended = 0
  private(set) var failed = 0
  private(set) var sinceStart = LatencyHistogram()
  private var recent = RecentLatency()
  private var second = Open()
  private var tenSeconds = Open()
  private var seconds = SampleRing<Sample>(capacity: 300)
  private var tens = SampleRing<Sample>(capacity: 360)

  mutating func note(microseconds: Int64, failed hasFailed: Bool) {
    ended += 1
    if hasFailed { failed += 1 }
    sinceStart.observe(microseconds: microseconds)
    recent.observe(microseconds: microseconds)
    second.latency.observe(microseconds: microseconds)
    tenSeconds.latency.observe(microseconds: microseconds)
  }

  /// The second with this number is over.
  mutating func close(second number: Int) {
    seconds.append(second.close())
    if (number + 1).isMultiple(of: 10) { tens.append(tenSeconds.close()) }
    if (number + 1).isMultiple(of: 60) { recent.rotate() }
  }

  var recentLatency: LatencyHistogram { recent.merged }

  func samples(_ window: MetricsHistory.Window) -> [Sample] {
    window == .fiveMinutes ? seconds.ordered : tens.ordered
  }
}
