import HTTPServing
import Operator
import Testing

@testable import TunnelRuntime

/// The last hour in fixed memory (operator spec W-50).
@Suite struct TrafficHistoryTests {
  private func read(
    _ history: TrafficHistory, _ window: MetricsHistory.Window = .fiveMinutes, channel: String? = nil
  ) throws -> MetricsHistory {
    var result = MetricsHistory(window: window, end: Timestamp(seconds: 0))
    try #require(history.fill(&result, channel: channel))
    return result
  }

  @Test(arguments: [0, 1, 7, 8, 9, 100, 1000, 12_345, 999_999, 60_000_000, 1_000_000_000])
  func `A range's middle is near what was counted in it`(value: Int64) {
    let middle = LatencyHistogram.middle(of: LatencyHistogram.range(of: value))
    #expect(abs(Double(middle) - Double(value)) <= Double(value) * 0.0626)
  }

  @Test func `Ranges grow with their values, and the last one takes the rest`() {
    var last = 0
    for exponent in 0..<50 {
      let range = LatencyHistogram.range(of: 1 << Int64(exponent))
      #expect(range >= last)
      last = range
    }
    #expect(LatencyHistogram.range(of: .max) == last)
    #expect(LatencyHistogram.range(of: -5) == 0)
  }

  @Test func `Percentiles of a thousand values`() throws {
    var histogram = LatencyHistogram()
    #expect(histogram.percentile(0.5) == nil)
    for value: Int64 in 1...1000 { histogram.observe(microseconds: value * 10) }
    for (share, exact) in [(0.5, 5000.0), (0.9, 9000), (0.99, 9900)] {
      let value = try #require(histogram.percentile(share))
      #expect(abs(Double(value) - exact) / exact < 0.07)
    }
    var sum = LatencyHistogram()
    sum.add(histogram)
    sum.add(histogram)
    #expect(sum.total == 2000 && sum.percentile(0.5) == histogram.percentile(0.5))
    histogram.reset()
    #expect(histogram.total == 0 && histogram.percentile(0.99) == nil)
  }

  @Test func `Each second has its own numbers`() throws {
    var history = TrafficHistory(channels: ["main", "docs"])
    history.ended(channel: "main", microseconds: 1000, failure: nil)
    history.ended(channel: "docs", microseconds: 4000, failure: .mcpServer)
    history.close(through: 0, .init(queueDepth: 3, workersActive: 2, pollAge: 500, residentKiB: 10))
    history.close(through: 1, .init())
    history.failed(.service)
    history.close(through: 2, .init())
    let all = try read(history)
    #expect(all.commands.ended == [2, 0, 0])
    #expect(all.commands.p99[1] == -1)
    #expect(all.queueDepth == [3, 0, 0] && all.workersActive == [2, 0, 0] && all.pollAge == [500, -1, -1])
    #expect(all.errors.first { $0.source == .mcpServer }?.counts == [1, 0, 0])
    #expect(all.errors.first { $0.source == .service }?.counts == [0, 0, 1])
    #expect(all.channels.map(\.name) == ["docs", "main"])
    #expect(try read(history, channel: "docs").commands.ended == [1, 0, 0])
    var none = MetricsHistory(window: .hour, end: Timestamp(seconds: 0))
    #expect(!history.fill(&none, channel: "other"))
    #expect(history.errors[.mcpServer] == 1 && history.total.failed == 1)
  }

  @Test func `Ten seconds make a sample of the hour, and an hour is all there is`() throws {
    var history = TrafficHistory(channels: ["main"])
    for second in 0..<4000 {
      history.ended(channel: "main", microseconds: Int64(second), failure: nil)
      history.close(through: second, .init(residentKiB: Int32(second)))
    }
    let minutes = try read(history)
    #expect(minutes.commands.ended.count == 300 && minutes.residentKiB.last == 3999)
    let hour = try read(history, .hour)
    #expect(hour.commands.ended == Array(repeating: 10, count: 360))
    #expect(hour.residentKiB.first == 409 && hour.residentKiB.last == 3999)
    #expect(history.total.ended == 4000 && history.total.recentLatency.total < 361)
  }

  @Test func `A process that was asleep catches up with empty seconds`() throws {
    var history = TrafficHistory(channels: ["main"])
    history.ended(channel: "main", microseconds: 5, failure: nil)
    history.close(through: 3, .init())
    #expect(try read(history).commands.ended == [1, 0, 0, 0])
    history.close(through: 1_000_000_000, .init())
    #expect(try read(history).commands.ended == Array(repeating: 0, count: 300))
    #expect(try read(history, .hour).commands.ended.count == 360)
  }
}
