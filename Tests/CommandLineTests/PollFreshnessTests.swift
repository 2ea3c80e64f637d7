import Testing

@testable import tunnel_client

@Suite struct PollFreshnessTests {
  private let metrics = """
    # HELP commands_poll_last_successful_timestamp_seconds When
    # TYPE commands_poll_last_successful_timestamp_seconds gauge
    commands_poll_last_successful_timestamp_seconds{tunnel="a",note="} 9"} 1000
    commands_poll_last_successful_timestamp_seconds{tunnel="b"} 1005.5
    commands_poll_last_successful_timestamp_seconds_other 99999

    """

  @Test func `The latest poll counts, and may be as old as was said (W-29)`() {
    let poll = PollFreshness.judge(metrics: metrics, now: 1065, maxAge: .seconds(60))
    #expect(poll.ok)
    #expect(poll.value == 1005.5)
  }

  @Test func `An old poll is none, and its age is told (W-29, A-085)`() throws {
    let poll = PollFreshness.judge(metrics: metrics, now: 1100, maxAge: .seconds(60))
    #expect(!poll.ok)
    #expect(try #require(poll.error).contains("94 s"))
  }

  @Test func `Zero is before the first poll (A-084)`() {
    let poll = PollFreshness.judge(
      metrics: "commands_poll_last_successful_timestamp_seconds 0\n", now: 1, maxAge: .seconds(60))
    #expect(!poll.ok && poll.value == 0)
  }

  @Test func `Without the metric nothing is known`() {
    #expect(PollFreshness.judge(metrics: "up 1\n", now: 1, maxAge: .seconds(60)).value == nil)
  }

  @Test func `The age allowed is twice the deadline of a poll, or what the defaults make of it`() {
    #expect(PollFreshness.maxAge(timeout: "10s", guardrail: "2s") == .seconds(24))
    #expect(PollFreshness.maxAge(timeout: nil, guardrail: nil) == .seconds(70))
    #expect(PollFreshness.maxAge(timeout: "soon", guardrail: nil) == .seconds(70))
  }
}
