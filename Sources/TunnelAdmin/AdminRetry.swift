import ControlPlane

/// Whether a request is worth another attempt (W-54). Pure; ``AdminClient`` performs it.
///
/// A 429 was not carried out, so everything is asked again, not before `Retry-After`. An answer of the 500s, and a
/// connection that broke, leave open whether it was: only what may arrive twice is asked again. A host that cannot be
/// reached and an answer that does not come are told at once: waiting rarely helps a person.
struct AdminRetry {
  enum Attempt: Sendable, Equatable {
    case answered(status: Int, retryAfter: Duration?)
    /// The connection broke, and the service may have carried it out.
    case broken
    /// Everything else that is no answer.
    case failed
  }

  enum Action: Sendable, Equatable {
    case done
    case retry(after: Duration)
  }

  static let mostAttempts = 4

  private let method: AdminRequest.Method
  private var attempts = 0
  private var backoff = Backoff(minimum: .milliseconds(200), maximum: .seconds(5))
  /// Whether an earlier attempt may have been carried out.
  private(set) var isUncertain = false

  init(_ method: AdminRequest.Method) {
    self.method = method
  }

  mutating func next(after attempt: Attempt, using random: inout some RandomNumberGenerator) -> Action {
    attempts += 1
    guard attempts < Self.mostAttempts else { return .done }
    switch attempt {
    case .answered(429, let retryAfter):
      return .retry(after: max(backoff.next(using: &random), retryAfter ?? .zero))
    case .answered(500..., let retryAfter):
      guard method.isIdempotent else { return .done }
      isUncertain = true
      return .retry(after: max(backoff.next(using: &random), retryAfter ?? .zero))
    case .broken:
      guard method.isIdempotent else { return .done }
      isUncertain = true
      return .retry(after: backoff.next(using: &random))
    case .answered, .failed: return .done
    }
  }
}
