import ControlPlane
import CurlHTTP
import HTTPServing

/// What has happened to polls so far. Pure.
struct PollActivity: Sendable {
  private(set) var lastAttempt: Timestamp?
  private(set) var lastSuccess: Timestamp?
  private(set) var lastError: Timestamp?
  private(set) var consecutiveFailures = 0
  /// Since when polls have been answered, or since when they have not; nil before the first has ended.
  private(set) var since: Timestamp?
  /// Since when every poll has failed.
  private(set) var failingSince: ContinuousClock.Instant?
  /// Since when the latest of the polls under way is; nil when there is none.
  private(set) var current: ContinuousClock.Instant?
  private var underWay = 0
  /// How long the service may hold the last poll, and after how long it is given up.
  private(set) var wait = Duration.zero
  private(set) var deadline = Duration.zero
  private(set) var nextRetry: Timestamp?
  /// Why the last one failed, in the words of the health contract (user needs 4.2); nil: it did not.
  private(set) var failureCategory: String?
  private(set) var httpStatus: Int?

  mutating func began(allowing wait: Duration, deadline: Duration, at time: Timestamp, now: ContinuousClock.Instant) {
    (self.wait, self.deadline) = (wait, deadline)
    lastAttempt = time
    current = now
    underWay += 1
    nextRetry = nil
  }

  mutating func ended(_ report: PollReport, at time: Timestamp, now: ContinuousClock.Instant) {
    underWay -= 1
    if underWay <= 0 { current = nil }
    switch report.outcome {
    case .answered:
      if lastSuccess == nil || consecutiveFailures > 0 { since = time }
      lastSuccess = time
      consecutiveFailures = 0
      failingSince = nil
      failureCategory = nil
      httpStatus = nil
      return
    case .refused(let status, _):
      failureCategory = "http_error"
      httpStatus = status
    case .failed:
      // Our own end of a poll says nothing about the service.
      if report.failure?.source == .cancelled { return }
      failureCategory = Self.category(report.failure)
      httpStatus = nil
    }
    lastError = time
    if consecutiveFailures == 0 { since = time }
    consecutiveFailures += 1
    failingSince = failingSince ?? now
    nextRetry = time + report.retryIn
  }

  private static func category(_ failure: HTTPFailure?) -> String {
    switch failure?.source {
    case .timeout: "timeout"
    case .cancelled: "canceled"
    case .dns, .tls, .connect, .closed: "network_error"
    // An answer that cannot be used, or a request that could not be made.
    case .protocol, .internal, .tooLarge, nil: "request_error"
    }
  }
}

extension Timestamp {
  static func + (time: Timestamp, duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = time.nanoseconds + attoseconds / 1_000_000_000
    return Timestamp(
      seconds: time.seconds + seconds + nanoseconds / 1_000_000_000, nanoseconds: nanoseconds % 1_000_000_000)
  }
}
