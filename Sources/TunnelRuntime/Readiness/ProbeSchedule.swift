/// When a binding is probed next. Pure.
struct ProbeSchedule: Sendable {
  /// So often while all is well. A server that hangs is found out within two of these: one probe that is not answered,
  /// and the one that makes sure.
  static let steady = Duration.seconds(5)
  /// So long for one probe.
  static let limit = Duration.seconds(2)

  private static let first = Duration.milliseconds(250)
  private static let longest = Duration.seconds(5)
  private var wait = first

  /// The time until the next probe.
  mutating func next(isHealthy: Bool) -> Duration {
    guard !isHealthy else {
      wait = Self.first
      return Self.steady
    }
    defer { wait = min(wait * 2, Self.longest) }
    return wait
  }
}
