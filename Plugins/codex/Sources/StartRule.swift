/// When the app server may be started again: one attempt, then a pause that doubles (W-19).
struct StartRule {
  static let firstPause: Int64 = 1_000
  static let longestPause: Int64 = 300_000
  /// Who has served this long is forgiven.
  static let longEnough: Int64 = 30_000

  private var pause = Self.firstPause
  private var notBefore: Int64 = .min
  private var startedAt: Int64?

  /// Whether an attempt may be made; milliseconds of a monotonic clock.
  func mayStart(at now: Int64) -> Bool { now >= notBefore }

  mutating func started(at now: Int64) {
    startedAt = now
  }

  /// An attempt failed, or what ran has ended.
  mutating func ended(at now: Int64) {
    if let startedAt, now - startedAt >= Self.longEnough { pause = Self.firstPause }
    startedAt = nil
    notBefore = now + pause
    pause = min(pause * 2, Self.longestPause)
  }
}
