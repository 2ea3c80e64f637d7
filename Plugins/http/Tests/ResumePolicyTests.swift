import Testing

@testable import HTTPTransport

@Suite struct ResumePolicyTests {
  private let one = Array("1".utf8)

  @Test("Without an event id there is nothing to resume from (SSE-05, W-28)")
  func noID() {
    var policy = ResumePolicy()
    #expect(policy.ended(lastEventID: [], retryMilliseconds: 10, jitter: 0) == .impossible)
  }

  @Test("The wait grows by half each time, and a sixth end without progress is the last (SSE-06)")
  func growth() {
    var policy = ResumePolicy()
    let decisions = (0..<6).map { _ in policy.ended(lastEventID: one, retryMilliseconds: nil, jitter: 0) }
    #expect(
      decisions == [
        .resume(afterMilliseconds: 1_000), .resume(afterMilliseconds: 1_500), .resume(afterMilliseconds: 2_250),
        .resume(afterMilliseconds: 3_375), .resume(afterMilliseconds: 5_062), .exhausted,
      ])
  }

  @Test("Jitter adds at most the wait itself (SSE-06)", arguments: [(0.5, 1_500), (1, 2_000), (7, 2_000), (-1, 1_000)])
  func jitter(jitter: Double, wait: UInt64) {
    var policy = ResumePolicy()
    #expect(
      policy.ended(lastEventID: one, retryMilliseconds: nil, jitter: jitter) == .resume(afterMilliseconds: wait))
  }

  @Test("A new event id is progress and starts the count again (SSE-06)")
  func progress() {
    var policy = ResumePolicy()
    for number in 0..<20 {
      let id = Array(String(number).utf8)
      #expect(
        policy.ended(lastEventID: id, retryMilliseconds: nil, jitter: 0) == .resume(afterMilliseconds: 1_000))
      #expect(policy.lastEventID == id)
    }
  }

  @Test("The server's own retry is the wait, also for later resumptions (SSE-06)")
  func serversRetry() {
    var policy = ResumePolicy()
    #expect(policy.ended(lastEventID: one, retryMilliseconds: 70, jitter: 1) == .resume(afterMilliseconds: 70))
    #expect(policy.ended(lastEventID: [], retryMilliseconds: nil, jitter: 1) == .resume(afterMilliseconds: 70))
    #expect(policy.lastEventID == one)
  }
}
