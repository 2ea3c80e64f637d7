import OAuthDiscovery

/// When OAuth metadata is looked for again (operator W-40, dataplane W-51). Pure.
struct DiscoverySchedule: Sendable {
  /// While all is well.
  static let steady = Duration.seconds(300)

  private static let first = Duration.seconds(1)
  private static let longest = Duration.seconds(30)
  private var wait = first

  /// The time until the next look. What did not arrive, and what should be there and is not, is looked for sooner.
  mutating func next(after verdict: DiscoveryVerdict, isIncomplete: Bool) -> Duration {
    let isSettled = verdict == .found || verdict == .notAdvertised && !isIncomplete
    guard !isSettled else {
      wait = Self.first
      return Self.steady
    }
    defer { wait = min(wait * 2, Self.longest) }
    return wait
  }
}
