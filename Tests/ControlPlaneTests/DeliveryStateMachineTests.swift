import Testing

@testable import ControlPlane

/// What one attempt means (dataplane spec RP-03, W-15).
@Suite struct DeliveryStateMachineTests {
  private let now = ContinuousClock.now
  private let least = FixedRandom(value: 0)

  private func action(
    _ attempt: DeliveryStateMachine.Attempt, terminal: Bool, deadline: Duration? = nil
  ) -> DeliveryStateMachine.Action {
    var machine = DeliveryStateMachine(isTerminal: terminal, deadline: deadline.map { now + $0 }, now: now)
    var random = least
    return machine.next(after: attempt, now: now, using: &random)
  }

  private func answered(_ status: Int, _ retryAfter: Duration? = nil) -> DeliveryStateMachine.Attempt {
    .answered(status: status, retryAfter: retryAfter)
  }

  @Test("Any 2xx is a success (W-15)", arguments: [200, 201, 202, 204], [true, false])
  func success(status: Int, terminal: Bool) {
    #expect(action(answered(status), terminal: terminal) == .done(.accepted))
  }

  @Test("404 means that the command is over (RP-03)", arguments: [true, false])
  func notFound(terminal: Bool) {
    #expect(action(answered(404), terminal: terminal) == .done(.alreadyOver))
  }

  @Test(
    "A terminal response is tried again, a notification is not (RP-03, W-15)", arguments: [408, 500, 502, 503, 504])
  func temporary(status: Int) {
    #expect(action(answered(status), terminal: true) == .retry(after: .milliseconds(200)))
    #expect(action(answered(status), terminal: false) == .done(.refused(status: status)))
  }

  @Test("429 is tried again for both, Retry-After heeded (RP-03, PL-08)", arguments: [true, false])
  func tooMany(terminal: Bool) {
    #expect(action(answered(429), terminal: terminal) == .retry(after: .milliseconds(200)))
    #expect(action(answered(429, .seconds(7)), terminal: terminal) == .retry(after: .seconds(7)))
  }

  @Test(
    "Other answers are final (RP-03)", arguments: [301, 307, 400, 401, 403, 405, 409, 413, 422, 451], [true, false])
  func permanent(status: Int, terminal: Bool) {
    #expect(action(answered(status), terminal: terminal) == .done(.refused(status: status)))
  }

  @Test("Without an answer a terminal response is repeated, for a second one is only a 404 (RP-03)")
  func noAnswer() {
    #expect(action(.failed, terminal: true) == .retry(after: .milliseconds(200)))
    #expect(action(.failed, terminal: false) == .done(.lost))
  }

  @Test("What cannot have left is sent again, notifications too (RP-03)", arguments: [true, false])
  func noConnection(terminal: Bool) {
    #expect(action(.unsent, terminal: terminal) == .retry(after: .milliseconds(200)))
  }

  @Test("No attempt begins behind the deadline (TO-06)")
  func deadline() {
    #expect(action(answered(503, .seconds(3)), terminal: true, deadline: .seconds(1)) == .done(.expired))
    #expect(action(answered(503), terminal: true, deadline: .seconds(1)) == .retry(after: .milliseconds(200)))
  }

  @Test("Without a deadline a result is kept for two minutes, not three attempts (W-15)")
  func patience() {
    var machine = DeliveryStateMachine(isTerminal: true, deadline: nil, now: now)
    var random = FixedRandom(value: .max)
    var time = now
    while case .retry(let wait) = machine.next(after: answered(503), now: time, using: &random) { time += wait }
    #expect(machine.attempts > 10)
    #expect(time - now <= .seconds(120))
    #expect(time - now >= .seconds(109))
  }
}
