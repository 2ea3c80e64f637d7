import Testing

@testable import ControlPlane

@Suite struct PollStateMachineTests {
  private var machine = PollStateMachine()
  private var most = FixedRandom(value: .max)
  private var least = FixedRandom(value: 0)

  private mutating func wait(_ outcome: PollStateMachine.Outcome) -> Duration {
    machine.wait(after: outcome, using: &least)
  }

  private func answered(_ commands: Int, lasted: Duration, asked: Duration = .seconds(30)) -> PollStateMachine.Outcome {
    .answered(commands: commands, lasted: lasted, asked: asked)
  }

  @Test mutating func workIsFollowedByTheNextPollAtOnce() {
    #expect(machine.state == .connecting)
    let waits = [wait(answered(1, lasted: .zero)), wait(answered(0, lasted: .seconds(30)))]
    #expect(waits == [.zero, .zero])
    #expect(machine.state == .polling)
  }

  @Test("Empty answers that come at once are not asked for thousands of times a second (W-04)")
  mutating func idle() {
    let first = wait(answered(0, lasted: .milliseconds(1)))
    #expect(first == .milliseconds(50))
    var longest = Duration.zero
    for _ in 0..<10 { longest = machine.wait(after: answered(0, lasted: .milliseconds(1)), using: &most) }
    #expect(longest > .milliseconds(900) && longest <= .seconds(1))
    let busy = wait(answered(1, lasted: .milliseconds(1)))
    #expect(busy == .zero)
    let again = machine.wait(after: answered(0, lasted: .milliseconds(1)), using: &most)
    #expect(again <= .milliseconds(100))
  }

  @Test("Errors back off, and recovery resets (PL-09)")
  mutating func errors() {
    for _ in 0..<5 { _ = machine.wait(after: .failed, using: &most) }
    #expect(machine.state == .backingOff)
    #expect(machine.consecutiveFailures == 5)
    _ = wait(answered(1, lasted: .zero))
    #expect(machine.consecutiveFailures == 0)
    let wait = machine.wait(after: .failed, using: &most)
    #expect(wait <= .milliseconds(400))
  }

  @Test("The wait is the larger of backoff and Retry-After (PL-08)", arguments: [500, 429, 302, 201])
  mutating func retryAfter(status: Int) {
    let waits = [
      wait(.refused(status: status, retryAfter: .seconds(7))), wait(.refused(status: status, retryAfter: .zero)),
      wait(.refused(status: status, retryAfter: nil)),
    ]
    #expect(waits == [.seconds(7), .milliseconds(200), .milliseconds(200)])
    #expect(machine.state == .backingOff)
  }

  @Test("A refusal that needs a person is retried slowly and told as such (W-05)", arguments: [401, 403, 404])
  mutating func refusal(status: Int) {
    let first = wait(.refused(status: status, retryAfter: nil))
    #expect(first == .seconds(5))
    #expect(machine.state == .refused)
    var longest = Duration.zero
    for _ in 0..<10 { longest = machine.wait(after: .refused(status: status, retryAfter: nil), using: &most) }
    #expect(longest > .seconds(58) && longest <= .seconds(60))
    _ = wait(.failed)
    #expect(machine.state == .backingOff)
  }

  @Test mutating func theFirstPollReturnsAtOnceToTellWhetherWeMayPoll() {
    #expect(machine.pollWait(.seconds(30)) == .milliseconds(1))
    _ = wait(answered(0, lasted: .milliseconds(2), asked: .milliseconds(1)))
    #expect(machine.pollWait(.seconds(30)) == .seconds(30))
  }
}
