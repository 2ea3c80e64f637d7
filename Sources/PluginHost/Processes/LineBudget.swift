/// How many lines a child may log: bursts pass, floods do not (dataplane spec ST-03).
///
/// A pure token bucket: it is told the time.
struct LineBudget {
  static let burst = 200
  static let perSecond = 50

  /// Lines that were not logged since this was last asked for.
  private(set) var suppressed = 0
  private var tokens = LineBudget.burst
  private var refilled: ContinuousClock.Instant

  init(at now: ContinuousClock.Instant) {
    refilled = now
  }

  /// Whether a line may be logged now; it counts as suppressed otherwise.
  mutating func take(at now: ContinuousClock.Instant) -> Bool {
    refill(at: now)
    guard tokens > 0 else {
      suppressed += 1
      return false
    }
    tokens -= 1
    return true
  }

  /// Whether nothing more can be logged at the moment.
  var isSpent: Bool { tokens == 0 }

  /// Lines that were not even looked at.
  mutating func suppress(_ count: Int) {
    suppressed += count
  }

  mutating func takeSuppressed() -> Int {
    defer { suppressed = 0 }
    return suppressed
  }

  mutating func refill(at now: ContinuousClock.Instant) {
    let (seconds, attoseconds) = (now - refilled).components
    guard seconds < 60 else {
      tokens = Self.burst
      refilled = now
      return
    }
    let earned = Int(seconds) * Self.perSecond + Int(attoseconds / (1_000_000_000_000_000_000 / Int64(Self.perSecond)))
    guard earned > 0 else { return }
    tokens = min(tokens + earned, Self.burst)
    refilled += .milliseconds(1_000 / Self.perSecond * earned)
  }
}
