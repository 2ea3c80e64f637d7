/// How many lines of a child's standard error may go to the log now: a child that floods it must not keep the loop busy,
/// which serves all channels. Pure.
struct LineAllowance {
  /// A long stack trace fits.
  static let burst = 1_000
  static let perSecond = 200

  private var lines = burst
  private var refilledAt: ContinuousClock.Instant
  /// Lines that were left out and not spoken of yet.
  private var leftOut = 0

  init(now: ContinuousClock.Instant) {
    refilledAt = now
  }

  /// How many may be taken now.
  mutating func available(at now: ContinuousClock.Instant) -> Int {
    let earned = min(Double(Self.burst), (now - refilledAt) / .seconds(1) * Double(Self.perSecond))
    if earned >= 1 {
      lines = min(Self.burst, lines + Int(earned))
      refilledAt = now
    }
    return lines
  }

  /// So many were taken, and so many had to be left out.
  mutating func spend(_ taken: Int, leftOut skipped: Int) {
    lines -= taken
    leftOut += skipped
  }

  /// How many were left out since this was asked last; nil when none were.
  mutating func takeLeftOut() -> Int? {
    defer { leftOut = 0 }
    return leftOut > 0 ? leftOut : nil
  }
}
