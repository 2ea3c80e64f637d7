import PluginHost
import Testing

@testable import TunnelRuntime

@Suite struct BindingReadinessTests {
  private var readiness = BindingReadiness()

  private mutating func settle() {
    readiness.apply(.settled(since: readiness.epoch))
  }

  private mutating func probe(_ health: BindingHealth) {
    readiness.apply(.probed(health, since: readiness.began()))
  }

  @Test mutating func `Probes turn it both ways (dataplane W-43)`() {
    #expect(readiness.health == .pending)
    probe(.failed("refused"))
    #expect(readiness.health == .failed("refused"))
    probe(.ready)
    #expect(readiness.health == .ready)
    probe(.failed("gone"))
    #expect(readiness.health == .failed("gone"))
  }

  @Test mutating func `One silent probe is slowness, two are a failure (dataplane HE-02 row 7)`() {
    probe(.timedOut("2s"))
    #expect(readiness.health == .timedOut("2s"))
    #expect(readiness.health.canTakeCalls && !readiness.health.isHealthy)
    probe(.timedOut("2s"))
    #expect(readiness.health == .failed("2s"))
    probe(.ready)
    probe(.timedOut("2s"))
    #expect(readiness.health == .timedOut("2s"))
  }

  @Test mutating func `Silence does not make a broken server better`() {
    probe(.failed("refused"))
    probe(.timedOut("2s"))
    #expect(readiness.health == .failed("2s"))
  }

  @Test mutating func `The transport's word counts at once and only it can take it back (dataplane ST-09)`() {
    readiness.apply(.presence(.up(generation: 1)))
    settle()
    #expect(readiness.health == .ready)
    readiness.apply(.presence(.down(reason: "exited with 3")))
    #expect(readiness.health == .failed("exited with 3"))
    probe(.ready)
    readiness.apply(.answered)
    #expect(readiness.health == .failed("exited with 3"))
    readiness.apply(.presence(.up(generation: 2)))
    settle()
    #expect(readiness.health == .ready)
    #expect(readiness.restarts == 1)
  }

  @Test mutating func `A server that has come up is ready once it has stayed for a moment (dataplane ST-09)`() {
    readiness.apply(.presence(.up(generation: 1)))
    #expect(readiness.settlesIn == .milliseconds(300))
    // The transport's own look says no more than its word.
    probe(.ready)
    #expect(readiness.health == .pending)
    readiness.apply(.presence(.down(reason: "exited with 1")))
    settle()
    #expect(readiness.health == .failed("exited with 1") && readiness.settlesIn == nil)
  }

  @Test mutating func `A server that answers need not wait, and one that a probe refutes is not ready`() {
    readiness.apply(.presence(.up(generation: 1)))
    readiness.apply(.answered)
    #expect(readiness.health == .ready && readiness.settlesIn == nil)
    readiness.apply(.presence(.down(reason: "gone")))
    readiness.apply(.presence(.up(generation: 2)))
    probe(.failed("HTTP 500"))
    settle()
    #expect(readiness.health == .failed("HTTP 500"))
  }

  @Test mutating func `What starts and ends again and again is never ready in between (dataplane ST-09, W-37)`() {
    var now = ContinuousClock.now
    var trials: [Duration?] = []
    for generation in 1...7 {
      readiness.apply(.presence(.up(generation: UInt64(generation))), at: now)
      trials.append(readiness.settlesIn)
      #expect(!readiness.health.canTakeCalls)
      now += .seconds(1)
      readiness.apply(.presence(.down(reason: "exited with 1")), at: now)
    }
    #expect(
      trials == [.milliseconds(300), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(30), .seconds(30)])
    // One that lasts, or answers, is trusted again.
    readiness.apply(.presence(.up(generation: 8)), at: now)
    readiness.apply(.presence(.down(reason: "killed")), at: now + .seconds(60))
    readiness.apply(.presence(.up(generation: 9)), at: now)
    #expect(readiness.settlesIn == .milliseconds(300))
  }

  @Test mutating func `What has taken over from a server that is there is ready at once`() {
    probe(.ready)
    readiness.apply(.presence(.up(generation: 2)))
    #expect(readiness.health == .ready && readiness.settlesIn == nil)
  }

  @Test mutating func `A plugin that was away and says nothing of its server is probed anew`() {
    probe(.ready)
    readiness.apply(.presence(.down(reason: "plugin process killed")))
    let early = readiness.began()
    readiness.apply(.presence(.unknown))
    #expect(readiness.health == .failed("plugin process killed"))
    readiness.apply(.probed(.failed("closed"), since: early))
    #expect(readiness.health == .failed("plugin process killed"))
    probe(.ready)
    #expect(readiness.health == .ready)
  }

  @Test mutating func `A probe of an earlier server says nothing of the present one`() {
    readiness.apply(.presence(.up(generation: 1)))
    let before = readiness.began()
    readiness.apply(.presence(.up(generation: 2)))
    settle()
    readiness.apply(.probed(.failed("late"), since: before))
    #expect(readiness.health == .ready)
  }

  @Test mutating func `A call that was answered is proof enough (dataplane W-43)`() {
    probe(.failed("refused"))
    readiness.apply(.answered)
    #expect(readiness.health == .ready)
  }

  @Test mutating func `A probe that contradicts the transport's word is believed`() {
    readiness.apply(.presence(.up(generation: 1)))
    probe(.failed("HTTP 500"))
    #expect(readiness.health == .failed("HTTP 500"))
  }

  @Test mutating func `The first server and its repeated word are no restart`() {
    readiness.apply(.presence(.unknown))
    readiness.apply(.presence(.up(generation: 5)))
    readiness.apply(.presence(.up(generation: 5)))
    #expect(readiness.restarts == 0)
    #expect(readiness.generation == 5)
  }
}
