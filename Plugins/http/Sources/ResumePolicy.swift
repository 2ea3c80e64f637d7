/// When a broken event stream is picked up again, and when that is given up (dataplane spec SSE-05, SSE-06).
///
/// A pure value: it is told how streams ended and says what follows. Everything is bounded by the call's own deadline.
struct ResumePolicy {
  enum Decision: Equatable {
    /// Ask for the rest after so many milliseconds.
    case resume(afterMilliseconds: UInt64)
    /// The server never named an event: there is nothing to ask for.
    case impossible
    /// It was asked often enough without any progress.
    case exhausted
  }

  static let allowedWithoutProgress = 5
  private static let firstDelay = 1_000.0
  private static let lastDelay = 30_000.0
  private static let growth = 1.5

  /// What a resumption asks for; empty before the first named event.
  private(set) var lastEventID: [UInt8] = []
  private var retryMilliseconds: UInt64?
  private var attempts = 0

  /// A stream ended without the response, or could not be opened. `jitter` is random, from 0 to 1.
  mutating func ended(lastEventID id: [UInt8], retryMilliseconds retry: UInt64?, jitter: Double) -> Decision {
    if !id.isEmpty, id != lastEventID {
      lastEventID = id
      attempts = 0
    }
    if let retry { retryMilliseconds = retry }
    guard !lastEventID.isEmpty else { return .impossible }
    guard attempts < Self.allowedWithoutProgress else { return .exhausted }
    attempts += 1
    if let retryMilliseconds { return .resume(afterMilliseconds: retryMilliseconds) }
    var delay = Self.firstDelay
    for _ in 1..<attempts { delay = min(delay * Self.growth, Self.lastDelay) }
    // Many calls that broke together shall not come back together.
    return .resume(afterMilliseconds: UInt64(delay * (1 + min(max(jitter, 0), 1))))
  }
}
