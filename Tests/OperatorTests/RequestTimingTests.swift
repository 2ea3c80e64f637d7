import Operator
import Testing

/// A-128 (W-51).
@Suite struct RequestTimingTests {
  private func timing(_ started: Int64, _ called: Int64, _ answered: Int64, _ ended: Int64) -> RequestTiming {
    var timing = RequestTiming()
    (timing.started, timing.called, timing.answered, timing.ended) = (started, called, answered, ended)
    return timing
  }

  @Test(
    arguments: [
      (10, 30, 60, 100, [10, 20, 30, 40]), (-1, -1, 60, 100, [60, 0, 0, 40]), (10, -1, 60, 100, [10, 50, 0, 40]),
      (10, 30, -1, 100, [10, 20, 70, 0]), (10, -1, -1, 100, [10, 90, 0, 0]), (-1, -1, -1, 100, [100, 0, 0, 0]),
      (0, 0, 0, 0, [0, 0, 0, 0]),
    ] as [(Int64, Int64, Int64, Int64, [Int64])])
  func `The stages add up to the total, whichever were skipped`(
    started: Int64, called: Int64, answered: Int64, ended: Int64, durations: [Int64]
  ) {
    let stages = timing(started, called, answered, ended).stages
    #expect(stages.map(\.duration) == durations)
    #expect(stages.map(\.name) == ["queued", "plugin", "mcp", "post"])
    var at: Int64 = 0
    for stage in stages {
      #expect(stage.start == at)
      at += stage.duration
    }
    #expect(at == ended)
  }

  @Test func `What is not over has no stages`() {
    #expect(timing(10, 20, 30, -1).stages.isEmpty)
  }
}
