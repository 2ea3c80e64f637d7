import LocalState
import Testing

@testable import Runtimes

@Suite struct DecisionTests {
  private func record(pid: Int = 7, start: Int? = 100, boot: String? = "b", mode: ProcessRecord.Mode = .process)
    -> ProcessRecord
  {
    var record = ProcessRecord(alias: "a", tunnelID: "t", over: nil)
    record.setStarted(
      mode: mode, pid: pid, start: start, bootID: boot, sessionName: nil, command: ["x", "run"], logPath: "l",
      healthURLFile: "u", stopTimeout: 10)
    return record
  }

  private func standing(_ record: ProcessRecord?, _ facts: ProcessFacts, boot: String? = "b") -> ProcessStanding {
    ProcessStanding(record, facts, bootID: boot)
  }

  @Test func `A process is ours when it started when ours did (W-63)`() {
    #expect(standing(record(), ProcessFacts(isAlive: true, start: 100)) == .alive(pid: 7))
    #expect(standing(record(), ProcessFacts(isAlive: false)) == .gone(pid: 7))
    guard case .foreign(7, _) = standing(record(), ProcessFacts(isAlive: true, start: 101)) else {
      Issue.record("the number was used again")
      return
    }
  }

  @Test func `After a restart of the machine no process is ours, whatever the numbers say (W-63)`() {
    #expect(standing(record(), ProcessFacts(isAlive: true, start: 100), boot: "c") == .gone(pid: 7))
  }

  @Test func `What was stopped, or never started, is nothing`() {
    var stopped = record()
    stopped.setStopped()
    #expect(standing(stopped, ProcessFacts(isAlive: true, start: 100)) == .none)
    #expect(standing(nil, ProcessFacts(isAlive: true)) == .none)
  }

  @Test func `While its supervisor lives, a daemon that is gone comes back (W-64)`() {
    var supervised = record()
    supervised.setSupervisor(pid: 9, start: 50)
    let judge = { (facts: ProcessFacts, supervisor: ProcessFacts) in
      ProcessStanding(supervised, facts, supervisor: supervisor, bootID: "b")
    }
    let gone = ProcessFacts(isAlive: false)
    #expect(judge(gone, ProcessFacts(isAlive: true, start: 50)) == .restarting(supervisor: 9))
    #expect(judge(gone, ProcessFacts(isAlive: true, start: 51)) == .gone(pid: 7))
    #expect(judge(gone, gone) == .gone(pid: 7))
    #expect(judge(ProcessFacts(isAlive: true, start: 100), gone) == .alive(pid: 7))
  }

  @Test func `A crash is answered after longer and longer pauses, a refusal to start is not (W-64)`() {
    var rule = RestartRule()
    #expect(rule.decide(.init(code: 1, lifetime: .seconds(1))) == .finish)
    #expect(rule.decide(.init(code: 0, lifetime: .seconds(9))) == .finish)
    #expect(rule.decide(.init(code: 137, lifetime: .seconds(1))) == .restart(after: .milliseconds(500)))
    #expect(rule.decide(.init(code: 1, lifetime: .seconds(1))) == .restart(after: .seconds(1)))
    for _ in 0..<10 { _ = rule.decide(.init(code: 1, lifetime: .seconds(1))) }
    #expect(rule.decide(.init(code: 1, lifetime: .seconds(1))) == .restart(after: .seconds(60)))
    #expect(rule.decide(.init(code: 1, lifetime: .seconds(90))) == .restart(after: .milliseconds(500)))
    #expect(rule.crashes == 14)
  }

  @Test func `A record of the peer is told by the command line`() {
    var alias = AliasRecord(alias: "a", tunnelID: "t")
    alias.setProfile(name: "p", folder: "/d", path: "/d/p.yaml", healthURLFile: "u")
    var peer = record(start: nil, boot: nil)
    peer.setProfile(of: alias)
    let arguments = ["/bin/tunnel-client", "run", "--profile-dir", "/d", "--profile", "p"]
    #expect(standing(peer, ProcessFacts(isAlive: true, arguments: arguments)).isAlive)
    #expect(!standing(peer, ProcessFacts(isAlive: true, arguments: ["sleep", "60"])).isAlive)
    #expect(!standing(peer, ProcessFacts(isAlive: true, arguments: arguments.dropLast() + ["q"])).isAlive)
  }

  @Test(arguments: [
    (ProcessStanding.none, true, true, true, RuntimeState.stopped),
    (.gone(pid: 1), false, false, false, .crashed),
    (.foreign(pid: 1, reason: ""), true, true, false, .orphaned),
    (.alive(pid: 1), false, false, false, .starting),
    (.alive(pid: 1), true, false, false, .healthy),
    (.alive(pid: 1), true, true, false, .ready),
    (.alive(pid: 1), true, false, true, .degraded),
    (.restarting(supervisor: 1), false, false, true, .restarting),
  ])
  func `The state follows from what is seen (operator 30.1)`(
    standing: ProcessStanding, isHealthy: Bool, isReady: Bool, wasReady: Bool, state: RuntimeState
  ) {
    let facts = RuntimeState.Facts(standing: standing, isHealthy: isHealthy, isReady: isReady, wasReady: wasReady)
    #expect(RuntimeState(facts) == state)
  }

  @Test func `Repairs are in order, and there is always one (operator 30.1)`() {
    var facts = RepairAction.Facts(state: .ready, alias: "a", connect: "c")
    #expect(RepairAction.all(facts).map(\.id) == [.inspect])
    facts.state = .stopped
    facts.profileIsGone = true
    facts.pollHealth = "unhealthy"
    facts.remoteError = "404"
    #expect(
      RepairAction.all(facts).map(\.id) == [
        .reconnectMissingProfile, .startRuntime, .repairControlPlaneProxy, .checkRemoteTunnel,
      ])
    facts = RepairAction.Facts(state: .starting, alias: "a", connect: "c")
    facts.hasURLFile = true
    #expect(RepairAction.all(facts).map(\.id) == [.inspect])
    facts.otherClient = "http://x"
    #expect(RepairAction.all(facts).map(\.id) == [.refreshStaleHealthURL])
  }

  @Test func `A daemon that does what is wanted stays, another is replaced (W-66)`() {
    let reuse = { (standing: ProcessStanding, has: String?, command: [String]) in
      Reuse(standing: standing, wantsProfile: "1", hasProfile: has, command: command, wants: ["x", "run"])
    }
    #expect(reuse(.alive(pid: 1), "1", ["x", "run"]) == .keep)
    #expect(reuse(.alive(pid: 1), "1", ["y", "run"]) == .keep)
    for other in [reuse(.alive(pid: 1), "2", ["x", "run"]), reuse(.alive(pid: 1), "1", ["x", "run", "--more"])] {
      guard case .replace = other else {
        Issue.record("\(other)")
        continue
      }
    }
    #expect(reuse(.gone(pid: 1), "1", ["x", "run"]) == .start)
    #expect(reuse(.foreign(pid: 1, reason: ""), "1", ["x", "run"]) == .start)
  }

  @Test func `Cleanup takes only what nothing is left of (operator 17.8, W-69)`() {
    let kind = { (isLive: Bool, path: String?, exists: Bool, hasRecord: Bool, isGone: Bool) in
      CleanupClass(
        isLive: isLive, profilePath: path, profileExists: exists, hasProcessRecord: hasRecord, tunnelID: "t",
        isGoneRemotely: isGone)
    }
    #expect(kind(true, nil, false, true, true) == .liveRuntime)
    #expect(kind(false, "p", true, true, false) == .validProfile)
    #expect(kind(false, "p", false, true, false) == .missingProfile)
    #expect(kind(false, nil, false, false, false) == .neverConnected)
    #expect(kind(false, nil, false, true, false) == .staleAlias)
    #expect(kind(false, "p", true, true, true) == .staleAlias)
    #expect(CleanupClass.allCases.filter(\.isSafeToRemove) == [.missingProfile, .staleAlias])
  }
}
