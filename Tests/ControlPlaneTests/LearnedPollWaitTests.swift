import Testing

@testable import ControlPlane

/// What a proxy's patience teaches (user needs 4.4).
@Suite struct LearnedPollWaitTests {
  private var learned = LearnedPollWait()
  private let ceiling = Duration.seconds(30)

  @Test func nothingIsLearnedBeforeALoss() {
    #expect(learned.wait(atMost: ceiling) == ceiling)
  }

  @Test mutating func aLossMakesTheWaitAFifthShorterThanTheProxysPatience() {
    learned.lost(after: .seconds(20), asked: ceiling)
    #expect(learned.wait(atMost: ceiling) == .seconds(16))
  }

  @Test mutating func itOnlyEverBecomesShorter() {
    learned.lost(after: .seconds(10), asked: ceiling)
    learned.lost(after: .seconds(29), asked: ceiling)
    #expect(learned.wait(atMost: ceiling) == .seconds(8))
  }

  @Test mutating func itNeverGoesBelowFiveSeconds() {
    for _ in 0..<10 { learned.lost(after: .milliseconds(10), asked: learned.wait(atMost: ceiling)) }
    #expect(learned.wait(atMost: ceiling) == .seconds(5))
    learned.lost(after: .milliseconds(5001), asked: ceiling)
    #expect(learned.wait(atMost: ceiling) == .seconds(5))
  }

  @Test("A cut that is too early to be a proxy's patience halves the wait")
  mutating func early() {
    learned.lost(after: .milliseconds(3), asked: ceiling)
    #expect(learned.wait(atMost: ceiling) == .seconds(15))
  }

  @Test mutating func thePollTimeoutIsTheCeilingAlsoBelowTheFloor() {
    learned.lost(after: .seconds(20), asked: ceiling)
    #expect(learned.wait(atMost: .seconds(2)) == .seconds(2))
  }

  @Test("A poll that was not to be held teaches nothing")
  mutating func shortPoll() {
    learned.lost(after: .milliseconds(1), asked: .milliseconds(1))
    learned.lost(after: .seconds(5), asked: .seconds(5))
    #expect(learned.wait(atMost: ceiling) == ceiling)
  }
}
