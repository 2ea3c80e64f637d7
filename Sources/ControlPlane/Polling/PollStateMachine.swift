/// The poll loop's mind: what to do after each poll. Pure; ``Session`` performs it.
public struct PollStateMachine: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// 200 or 204, with so many commands; the service was allowed to hold the poll for `asked`.
    case answered(commands: Int, lasted: Duration, asked: Duration)
    /// The service said no.
    case refused(status: Int, retryAfter: Duration?)
    /// No usable answer.
    case failed
  }

  /// What the operator is told about the control plane.
  public enum State: String, Sendable {
    case connecting
    case polling
    /// Trying again after errors.
    case backingOff = "backing_off"
    /// The service knows us not, or does not let us: 401, 403 or 404. Needs a person.
    case refused
  }

  public private(set) var state = State.connecting
  public private(set) var consecutiveFailures = 0
  private var backoff = Backoff()
  /// For a refusal that only a person can mend (W-05).
  private var refusalBackoff = Backoff(minimum: .seconds(5), maximum: .seconds(60))
  /// For empty answers that come at once (W-04).
  private var idleBackoff = Backoff(minimum: .milliseconds(50), maximum: .seconds(1))

  /// How long to let the service hold the next poll. As long as we do not know whether it lets us poll at all, a poll
  /// that returns at once tells; an idle long poll would leave the operator without an answer for half a minute.
  ///
  /// `--control-plane.initial-poll-timeout` bounds the first poll of the peer; this is below every value that it can have.
  public func pollWait(_ wait: Duration) -> Duration {
    state == .polling ? wait : min(wait, .milliseconds(1))
  }

  /// An empty poll that was held at least so long is an honest long poll.
  private static func honestWait(asked: Duration) -> Duration {
    min(.seconds(1), asked / 2)
  }

  public init() {}

  /// How long to wait before the next poll.
  public mutating func wait(after outcome: Outcome, using random: inout some RandomNumberGenerator) -> Duration {
    switch outcome {
    case .answered(let commands, let lasted, let asked):
      state = .polling
      consecutiveFailures = 0
      backoff.reset()
      refusalBackoff.reset()
      guard commands == 0, lasted < Self.honestWait(asked: asked) else {
        idleBackoff.reset()
        return .zero
      }
      return idleBackoff.next(using: &random)
    case .refused(let status, let retryAfter):
      consecutiveFailures += 1
      let needsPerson = status == 401 || status == 403 || status == 404
      state = needsPerson ? .refused : .backingOff
      let step = needsPerson ? refusalBackoff.next(using: &random) : backoff.next(using: &random)
      return max(step, retryAfter ?? .zero)
    case .failed:
      consecutiveFailures += 1
      state = .backingOff
      return backoff.next(using: &random)
    }
  }
}
