/// Which of several URLs is asked next, and how long it may take: first each for 2 s; those that did not answer in time
/// once more for 4 s, then for 8 s (dataplane W-49). Pure.
struct AttemptRounds: Sendable {
  private static let limits: [Duration] = [.seconds(2), .seconds(4), .seconds(8)]
  private var waiting: [Int]
  private var late: [Int] = []
  private var round = 0

  init(count: Int) {
    waiting = Array(0..<count)
  }

  mutating func next() -> (index: Int, limit: Duration)? {
    if waiting.isEmpty, round + 1 < Self.limits.count {
      (waiting, late) = (late, [])
      round += 1
    }
    return waiting.isEmpty ? nil : (waiting.removeFirst(), Self.limits[round])
  }

  mutating func timedOut(_ index: Int) {
    late.append(index)
  }
}
