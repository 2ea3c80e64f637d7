public import CurlHTTP

/// How one poll went.
public struct PollReport: Sendable {
  public let outcome: PollStateMachine.Outcome
  public let lasted: Duration
  /// Why there was no answer, when there was none.
  public let failure: HTTPFailure?
  /// The next poll begins after so long.
  public let retryIn: Duration

  public init(outcome: PollStateMachine.Outcome, lasted: Duration, failure: HTTPFailure?, retryIn: Duration) {
    self.outcome = outcome
    self.lasted = lasted
    self.failure = failure
    self.retryIn = retryIn
  }
}
