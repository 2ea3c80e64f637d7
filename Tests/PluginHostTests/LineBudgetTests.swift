import Testing

@testable import PluginHost

@Suite struct LineBudgetTests {
  private let start = ContinuousClock.now

  @Test("A burst of 200 lines passes, and 50 a second after that (ST-03)")
  func rate() {
    var budget = LineBudget(at: start)
    let burst = (0..<300).count { _ in budget.take(at: start) }
    #expect(burst == 200)
    #expect(budget.takeSuppressed() == 100)
    let nextSecond = (0..<300).count { _ in budget.take(at: start + .seconds(1)) }
    #expect(nextSecond == 50)
    #expect(budget.suppressed == 250)
  }

  @Test func partsOfASecondAreNotLost() {
    var budget = LineBudget(at: start)
    for _ in 0..<200 { _ = budget.take(at: start) }
    var passed = 0
    for step in 1...1_000 where budget.take(at: start + .milliseconds(7 * step)) { passed += 1 }
    #expect(passed == 350)
  }

  @Test func aQuietChildGetsItsBurstBackAndNoMore() {
    var budget = LineBudget(at: start)
    for _ in 0..<200 { _ = budget.take(at: start) }
    #expect(budget.isSpent)
    budget.refill(at: start + .seconds(100_000))
    let burst = (0..<300).count { _ in budget.take(at: start + .seconds(100_000)) }
    #expect(burst == 200)
  }

  @Test func whatIsSkippedIsCountedLineByLine() {
    var lines = LineCollector()
    let text = Array("one\ntwo\n\nthree".utf8)
    text.withUnsafeBytes { bytes in
      var rest = bytes[...]
      #expect(lines.skip(&rest) == 3)
      #expect(lines.next(&rest) == nil)
    }
    #expect(lines.flush() == Array("three".utf8))
  }

  @Test func `A line that is too long is cut, and its rest is no line of its own`() {
    var lines = LineCollector(longest: 5)
    let text = Array("12345678\nabc\n123456".utf8)
    text.withUnsafeBytes { bytes in
      #expect(lines.append(bytes) == [Array("12345".utf8), Array("abc".utf8)])
    }
    Array("789\nxy\n".utf8).withUnsafeBytes { bytes in
      #expect(lines.append(bytes) == [Array("12345".utf8), Array("xy".utf8)])
    }
    #expect(lines.flush() == nil)
  }
}
