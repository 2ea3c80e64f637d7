import Testing

@testable import TunnelAdmin

/// What is asked again (W-54).
@Suite struct AdminRetryTests {
  private struct Lowest: RandomNumberGenerator {
    func next() -> UInt64 { 0 }
  }

  private func actions(
    _ method: AdminRequest.Method, _ attempt: AdminRetry.Attempt, count: Int = 4
  ) -> [AdminRetry.Action] {
    var (rule, random) = (AdminRetry(method), Lowest())
    return (0..<count).map { _ in rule.next(after: attempt, using: &random) }
  }

  @Test(arguments: [AdminRequest.Method.get, .post, .delete])
  func `A 429 is asked again by any method, not before Retry-After, three times`(method: AdminRequest.Method) {
    #expect(
      actions(method, .answered(status: 429, retryAfter: .seconds(7)))
        == Array(repeating: .retry(after: .seconds(7)), count: 3) + [.done])
  }

  @Test func `What may have been carried out is asked again only where that does no harm`() {
    for attempt in [AdminRetry.Attempt.broken, .answered(status: 503, retryAfter: nil)] {
      #expect(actions(.get, attempt, count: 1) == [.retry(after: .milliseconds(200))])
      #expect(actions(.delete, attempt, count: 1) == [.retry(after: .milliseconds(200))])
      #expect(actions(.post, attempt, count: 1) == [.done])
    }
  }

  @Test(arguments: [200, 301, 400, 401, 403, 404])
  func `Another answer is final`(status: Int) {
    #expect(actions(.get, .answered(status: status, retryAfter: nil), count: 1) == [.done])
  }

  @Test func `No connection is told at once`() {
    #expect(actions(.get, .failed, count: 1) == [.done])
  }
}
