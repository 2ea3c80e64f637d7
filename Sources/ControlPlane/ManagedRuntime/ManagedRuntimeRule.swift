/// When to ask again for the managed `cloudflared` runtime, and when not (dataplane spec CP-14). Pure.
struct ManagedRuntimeRule {
  enum Outcome: Sendable {
    case answered(ManagedRuntime)
    /// A success without what it takes.
    case unusable
    case refused(status: Int, retryAfter: Duration?)
    /// No answer; in the words of the wire.
    case unreachable(String)
    case cancelled
  }

  enum Decision: Sendable {
    case done(ManagedRuntime)
    case retry(after: Duration)
    case failed(ManagedRuntimeFailure)
  }

  static let mostAttempts = 3
  private var attempts = 0
  private var backoff = Backoff()

  mutating func judge(_ outcome: Outcome, using random: inout some RandomNumberGenerator) -> Decision {
    attempts += 1
    switch outcome {
    case .answered(let runtime): return .done(runtime)
    case .unusable: return .failed(.unusable)
    case .cancelled: return .failed(.cancelled)
    case .refused(let status, let retryAfter):
      guard status == 429 || status >= 500, attempts < Self.mostAttempts else { return .failed(.status(status)) }
      return .retry(after: max(backoff.next(using: &random), retryAfter ?? .zero))
    case .unreachable(let kind):
      guard attempts < Self.mostAttempts else { return .failed(.unreachable(kind)) }
      return .retry(after: backoff.next(using: &random))
    }
  }
}
