import Glibc
import Testing

@testable import TunnelRuntime

@Suite struct WatchdogIntervalTests {
  @Test func `A sign of life comes twice in the time that the manager allows (sd_watchdog_enabled(3))`() {
    #expect(WatchdogInterval.read(microseconds: "3000000", pid: nil) == .milliseconds(1500))
    #expect(WatchdogInterval.read(microseconds: "3000000", pid: "\(getpid())") == .milliseconds(1500))
  }

  @Test func `Nobody who asks, or another process, gets none`() {
    #expect(WatchdogInterval.read(microseconds: nil, pid: nil) == nil)
    #expect(WatchdogInterval.read(microseconds: "soon", pid: nil) == nil)
    #expect(WatchdogInterval.read(microseconds: "0", pid: nil) == nil)
    #expect(WatchdogInterval.read(microseconds: "3000000", pid: "1") == nil)
  }
}
