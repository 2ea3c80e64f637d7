import Testing

@testable import StdioTransport

@Suite struct RestartPolicyTests {
  @Test func theWaitDoublesUpToHalfAMinute() {
    var policy = RestartPolicy()
    let waits = (0..<9).map { _ in policy.wait(afterLifetime: 10) }
    #expect(waits == [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  }

  @Test("A budget bounds the restarts in a row, and a healthy child gives it back")
  func budget() {
    var policy = RestartPolicy(limit: 2)
    #expect(policy.wait(afterLifetime: 0) == 500)
    #expect(policy.wait(afterLifetime: 0) == 1_000)
    #expect(policy.wait(afterLifetime: 59_999) == nil)
    #expect(policy.wait(afterLifetime: 60_000) == 500)
    #expect(policy.wait(afterLifetime: 0) == 1_000)
    #expect(policy.wait(afterLifetime: 0) == nil)
  }

  @Test func aChildThatLivedAMinuteStartsOver() {
    var policy = RestartPolicy()
    for _ in 0..<5 { _ = policy.wait(afterLifetime: 59_999) }
    #expect(policy.wait(afterLifetime: 60_000) == 500)
    #expect(policy.wait(afterLifetime: 0) == 1_000)
  }
}
