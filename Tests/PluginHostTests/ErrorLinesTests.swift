import Testing

@testable import PluginHost

/// A child's standard error on its way to the log.
@Suite struct ErrorLinesTests {
  private func append(_ text: String, to collector: inout LineCollector, limit: Int = .max) -> ([String], Int) {
    let (lines, skipped) = Array(text.utf8).withUnsafeBytes { collector.append($0, limit: limit) }
    return (lines.map { String(decoding: $0, as: UTF8.self) }, skipped)
  }

  @Test func linesAreCutWhereTheyEnd() {
    var collector = LineCollector()
    #expect(append("one\ntwo\r\n\n\r\nthr", to: &collector) == (["one", "two"], 0))
    #expect(append("ee\nrest", to: &collector) == (["three"], 0))
    #expect(collector.flush().map { String(decoding: $0, as: UTF8.self) } == "rest")
    #expect(collector.flush() == nil)
  }

  @Test func aLineWithoutAnEndIsCutIntoPieces() {
    var collector = LineCollector()
    let (lines, _) = append(String(repeating: "x", count: 10_000) + "\n", to: &collector)
    #expect(lines.map(\.count) == [4096, 4096, 1808])
  }

  @Test func whatIsOverTheLimitIsCounted() {
    var collector = LineCollector()
    #expect(append("a\nb\n\nc\nd", to: &collector, limit: 1) == (["a"], 2))
    #expect(append("\n", to: &collector, limit: 1) == (["d"], 0))
  }

  /// architecture: one odd server costs only its own calls, and the log is written by the loop that serves all.
  @Test func aFloodIsLimitedAndCalmIsNot() {
    let start = ContinuousClock.now
    var allowance = LineAllowance(now: start)
    #expect(allowance.available(at: start) == LineAllowance.burst)
    allowance.spend(LineAllowance.burst, leftOut: 7)
    #expect(allowance.available(at: start + .milliseconds(1)) == 0)
    #expect(allowance.available(at: start + .milliseconds(500)) == LineAllowance.perSecond / 2)
    #expect(allowance.available(at: start + .seconds(3600)) == LineAllowance.burst)
    #expect(allowance.takeLeftOut() == 7)
    #expect(allowance.takeLeftOut() == nil)
  }
}
