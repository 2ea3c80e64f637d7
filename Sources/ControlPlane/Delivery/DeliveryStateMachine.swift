/// What to do after each attempt to deliver a response (dataplane spec RP-03, W-15, W-16). Pure; ``ResponseDelivery``
/// performs it.
struct DeliveryStateMachine: Sendable {
  enum Attempt: Sendable, Equatable {
    case answered(status: Int, retryAfter: Duration?)
    /// No answer; the service may or may not have it.
    case failed
    /// There was no connection: the service cannot have it.
    case unsent
  }

  enum Action: Sendable, Equatable {
    case done(ResponseDelivery.Disposition)
    case retry(after: Duration)
  }

  private let isTerminal: Bool
  /// Until when another attempt may begin.
  private let limit: ContinuousClock.Instant
  private var backoff = Backoff()
  private(set) var attempts = 0

  /// How long a finished result is kept alive when the command has no deadline of its own.
  static let patience = Duration.seconds(120)

  init(isTerminal: Bool, deadline: ContinuousClock.Instant?, now: ContinuousClock.Instant) {
    self.isTerminal = isTerminal
    limit = deadline ?? now + Self.patience
  }

  mutating func next(
    after attempt: Attempt, now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
  ) -> Action {
    attempts += 1
    switch attempt {
    case .answered(let status, let retryAfter):
      switch status {
      case 200..<300: return .done(.accepted)
      // Answered by somebody, expired, or a duplicate of ours that arrived: the command is over.
      case 404: return .done(.alreadyOver)
      case 429: return retry(max(backoff.next(using: &random), retryAfter ?? .zero), now)
      case 408, 500...599:
        guard isTerminal else { return .done(.refused(status: status)) }
        return retry(max(backoff.next(using: &random), retryAfter ?? .zero), now)
      default: return .done(.refused(status: status))
      }
    case .failed:
      // A notification that may have arrived must not arrive twice; a second terminal answer is only a 404.
      guard isTerminal else { return .done(.lost) }
      return retry(backoff.next(using: &random), now)
    case .unsent:
      return retry(backoff.next(using: &random), now)
    }
  }

  private func retry(_ wait: Duration, _ now: ContinuousClock.Instant) -> Action {
    now + wait < limit ? .retry(after: wait) : .done(.expired)
  }
}
