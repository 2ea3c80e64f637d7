import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct TimerTests {
  private final class Target: TimerTarget {
    var fired = 0
    func fired(_ timer: Timer) { fired += 1 }
  }

  @Test func aTimerFiresOnce() throws {
    let fake = FakeHost()
    let target = Target()
    let timer = try Timer(Host(fake.rawPointer), after: 5, target: target)
    #expect(fake.pendingTimers == [5])
    fake.fireTimers()
    fake.fireTimers()
    withExtendedLifetime(timer) {}
    #expect(target.fired == 1)
  }

  @Test func aTimerThatIsLetGoOfNeverFires() throws {
    let fake = FakeHost()
    let target = Target()
    _ = try Timer(Host(fake.rawPointer), after: 5, target: target)
    #expect(fake.pendingTimers.isEmpty)
    fake.fireTimers()
    #expect(target.fired == 0)
  }
}
