import CommandDispatch
import ControlPlane
import CurlHTTP
import HTTPServing
import Testing

@testable import TunnelRuntime

@Suite struct ActivityTests {
  private let start = ContinuousClock.now
  private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }
  private func report(
    _ outcome: PollStateMachine.Outcome, _ failure: HTTPFailure? = nil, retryIn: Duration = .zero
  ) -> PollReport {
    PollReport(outcome: outcome, lasted: .seconds(1), failure: failure, retryIn: retryIn)
  }

  @Test func `A poll under way has an age, and its end a next one`() {
    var polls = PollActivity()
    polls.began(allowing: .seconds(30), deadline: .seconds(35), at: time(100), now: start)
    #expect(polls.current == start)
    #expect(polls.lastAttempt == time(100))
    polls.ended(
      report(.failed, HTTPFailure(.timeout, kind: "timeout", detail: ""), retryIn: .milliseconds(2500)), at: time(110),
      now: start)
    #expect(polls.current == nil)
    #expect(polls.nextRetry == Timestamp(seconds: 112, nanoseconds: 500_000_000))
  }

  @Test func `Failures are told apart in the words of the contract (user needs 4.2)`() {
    var polls = PollActivity()
    for (source, category) in [
      (HTTPFailure.Source.timeout, "timeout"), (.connect, "network_error"), (.dns, "network_error"),
      (.tls, "network_error"), (.closed, "network_error"), (.protocol, "request_error"),
    ] {
      polls.ended(report(.failed, HTTPFailure(source, kind: "x", detail: "")), at: time(1), now: start)
      #expect(polls.failureCategory == category)
    }
    polls.ended(report(.refused(status: 401, retryAfter: nil)), at: time(2), now: start)
    #expect(polls.failureCategory == "http_error")
    #expect(polls.httpStatus == 401)
    #expect(polls.consecutiveFailures == 7)
    #expect(polls.failingSince == start)
    polls.ended(report(.answered(commands: 0, lasted: .zero, asked: .zero)), at: time(3), now: start)
    #expect(polls.failureCategory == nil && polls.httpStatus == nil && polls.failingSince == nil)
    #expect(polls.consecutiveFailures == 0)
  }

  @Test func `Polls say since when they are answered, or are not`() {
    var polls = PollActivity()
    let answered = report(.answered(commands: 0, lasted: .zero, asked: .zero))
    let failed = report(.failed, HTTPFailure(.connect, kind: "x", detail: ""))
    for (end, at, since) in [(answered, 1, 1), (answered, 2, 1), (failed, 3, 3), (failed, 4, 3), (answered, 5, 5)] {
      polls.ended(end, at: time(Int64(at)), now: start)
      #expect(polls.since == time(Int64(since)))
    }
  }

  @Test func `A poll that we end ourselves is no failure of the service`() {
    var polls = PollActivity()
    polls.ended(report(.failed, HTTPFailure(.cancelled, kind: "canceled", detail: "")), at: time(1), now: start)
    #expect(polls.consecutiveFailures == 0)
    #expect(polls.lastError == nil)
  }

  @Test func `A 404 of a response is a benign end of its own kind (user needs 4.1)`() {
    var deliveries = DeliveryActivity()
    deliveries.began()
    deliveries.attempted()
    deliveries.attempted()
    deliveries.ended(.alreadyOver, isTerminal: true, status: 404, at: time(1))
    #expect(deliveries.disposition == "already_fulfilled")
    #expect(deliveries.retries == 1)
    #expect(deliveries.terminalFailures == 0 && deliveries.accepted == 0 && deliveries.inProgress == 0)
    deliveries.began()
    deliveries.ended(.refused(status: 413), isTerminal: true, status: 413, at: time(2))
    #expect(deliveries.failureCategory == "http_error")
    #expect(deliveries.terminalFailures == 1)
    deliveries.began()
    deliveries.ended(.lost, isTerminal: false, status: nil, at: time(3))
    #expect(deliveries.failureCategory == "network_error")
    #expect(deliveries.terminalFailures == 1)
  }

  @Test func `A channel is idle when the service has sent nothing for a minute (user needs #55)`() {
    var channel = ChannelActivity()
    #expect(channel.idleSince(start: time(0), now: time(59)) == nil)
    #expect(channel.idleSince(start: time(0), now: time(60)) == time(0))
    channel.received(at: time(100))
    #expect(channel.idleSince(start: time(0), now: time(159)) == nil)
    #expect(channel.idleSince(start: time(0), now: time(160)) == time(100))
  }

  @Test func `The ends of commands are counted by kind`() {
    var work = WorkActivity()
    work.ended(.answered(code: 200, failed: false), at: time(1))
    work.ended(.answered(code: 502, failed: true), at: time(2))
    work.ended(.expired, at: time(3))
    work.ended(.undelivered, at: time(4))
    #expect([work.completed, work.failures, work.timeouts] == [2, 2, 1])
    #expect(work.lastCompletion == time(4))
  }
}
