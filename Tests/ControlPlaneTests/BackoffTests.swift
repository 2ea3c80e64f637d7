import Testing

@testable import ControlPlane

@Suite struct BackoffTests {
  @Test("Each wait lies between the minimum and its doubling bound, the cap applied before the draw (PL-09, W-06)")
  func bounds() {
    var (low, high) = (Backoff(), Backoff())
    var (least, most) = (FixedRandom(value: 0), FixedRandom(value: .max))
    var upper = Duration.milliseconds(400)
    for _ in 0..<40 {
      #expect(low.next(using: &least) == .milliseconds(200))
      let wait = high.next(using: &most)
      #expect(wait > upper * 0.99 && wait <= upper)
      upper = min(upper * 2, .seconds(10))
    }
  }

  @Test("There is jitter at the first step and at the cap (W-06)")
  func jitter() {
    var backoff = Backoff()
    var random = SystemRandomNumberGenerator()
    let first = Set(
      (0..<20).map { _ in
        backoff.reset()
        return backoff.next(using: &random)
      })
    for _ in 0..<20 { _ = backoff.next(using: &random) }
    let last = Set((0..<20).map { _ in backoff.next(using: &random) })
    #expect(first.count > 10)
    #expect(last.count > 10)
    #expect(last.allSatisfy { $0 >= .milliseconds(200) && $0 <= .seconds(10) })
  }

  @Test func aResetBeginsAnew() {
    var backoff = Backoff()
    var most = FixedRandom(value: .max)
    for _ in 0..<10 { _ = backoff.next(using: &most) }
    backoff.reset()
    #expect(backoff.next(using: &most) <= .milliseconds(400))
  }
}
