import Companion
import ControlPlane
import HTTPServing
import Operator
import Testing

@testable import TunnelRuntime

/// Row 18 of dataplane section 28: the matrix HE-02, as far as its rows apply, and what W-30, W-43 and W-45 ask for.
@Suite struct ReadinessRuleTests {
  private func facts(_ health: BindingHealth, channel: String = "main") -> ReadinessRule.Facts {
    ReadinessRule.Facts(
      servers: [.init(channel: channel, health: health)], controlPlane: .polling, lastPoll: .seconds(1))
  }

  @Test func `Discovery comes before the servers, a startup wait tells its end (A-090, HE-02 rows 2, 3, 6)`() {
    var facts = facts(.failed("refused"))
    facts.startupWaitFailed = true
    #expect(ReadinessRule.judge(facts).text == "mcp startup wait failed: refused")
    facts.discovery = .failed("no document")
    #expect(ReadinessRule.judge(facts).text == "oauth discovery failed: no document")
    facts.discovery = .pending
    #expect(ReadinessRule.judge(facts).text == "oauth discovery pending")
    #expect(!ReadinessRule.judge(facts).ready)
  }

  @Test(arguments: [
    (BindingHealth.pending, false, "mcp startup probe pending"),
    (
      .needsAuthorization("the server answers HTTP 401"), true,
      "ready (mcp initialize requires auth: the server answers HTTP 401)"
    ),
    (
      .timedOut("mcp probe timed out after 2s"), true,
      "ready (mcp startup probe timed out: mcp probe timed out after 2s)"
    ),
    (.failed("connect refused"), false, "mcp probe failed: connect refused"), (.ready, true, "ready"),
  ])
  func `Each state of the server has its row (A-090, HE-02 rows 4, 5, 7, 8, 9)`(
    health: BindingHealth, ready: Bool, text: String
  ) {
    let readiness = ReadinessRule.judge(facts(health))
    #expect(readiness.ready == ready)
    #expect(readiness.text == text)
  }

  @Test func `Another channel is named, and the main one comes first`() {
    var facts = facts(.failed("side"), channel: "side")
    #expect(ReadinessRule.judge(facts).text == "mcp probe failed (channel side): side")
    facts.servers.append(.init(channel: "main", health: .failed("main")))
    #expect(ReadinessRule.judge(facts).text == "mcp probe failed: main")
    #expect(ReadinessRule.judge(facts).dependencies.map(\.name) == ["control-plane", "mcp:main", "mcp:side"])
  }

  @Test func `What readiness depends on says since when`() {
    var facts = facts(.ready)
    (facts.controlPlaneSince, facts.discovery, facts.discoverySince) = (
      Timestamp(seconds: 1), .found, Timestamp(seconds: 2)
    )
    let dependencies = ReadinessRule.judge(facts).dependencies
    #expect(dependencies.map(\.name) == ["control-plane", "mcp:main", "oauth"])
    #expect(dependencies.map(\.since) == [Timestamp(seconds: 1), nil, Timestamp(seconds: 2)])
  }

  @Test func `Peers elsewhere learn the row and no name of the inside (W-45)`() {
    let failed = ReadinessRule.judge(facts(.failed("inner.host refused")))
    #expect(failed.publicText.hasPrefix("mcp probe failed: "))
    #expect(!failed.publicText.contains("inner.host"))
    let auth = ReadinessRule.judge(facts(.needsAuthorization("inner.host")))
    #expect(auth.publicText.hasPrefix("ready (mcp initialize requires auth: "))
    #expect(!auth.publicText.contains("inner.host"))
    var plane = facts(.ready)
    (plane.controlPlane, plane.controlPlaneError, plane.controlPlaneStatus) = (.refused, "HTTP 401 at proxy.inner", 401)
    let refused = ReadinessRule.judge(plane)
    #expect(refused.text == "control plane refuses this client: HTTP 401 at proxy.inner")
    #expect(!refused.publicText.contains("proxy.inner"))
  }

  @Test func `A refusal of the key is loud (W-05, user needs #60)`() {
    var facts = facts(.ready)
    facts.controlPlane = .refused
    for (status, state) in [(401, "auth_failed"), (403, "auth_failed"), (404, "refused")] {
      facts.controlPlaneStatus = status
      let readiness = ReadinessRule.judge(facts)
      #expect(!readiness.ready)
      #expect(readiness.dependencies.first?.state == state)
    }
  }

  @Test func `Polls have to succeed, and lately (W-30, user needs #35)`() {
    var facts = facts(.ready)
    facts.lastPoll = nil
    facts.controlPlane = .connecting
    #expect(ReadinessRule.judge(facts).text == "control plane not reached yet")
    facts.controlPlane = .polling
    facts.lastPoll = .seconds(71)
    #expect(ReadinessRule.judge(facts).text == "control plane unreachable for 71 s")
    facts.lastPoll = .seconds(69)
    #expect(ReadinessRule.judge(facts).ready)
  }

  @Test func `A failed poll among good ones is no news; nothing but failures is`() {
    var facts = facts(.ready)
    (facts.controlPlane, facts.lastPoll, facts.failing) = (.backingOff, .seconds(12), .seconds(9))
    #expect(ReadinessRule.judge(facts).ready)
    facts.failing = .seconds(11)
    #expect(ReadinessRule.judge(facts).text == "control plane unreachable for 12 s")
    facts.failing = nil
    facts.controlPlane = .polling
    #expect(ReadinessRule.judge(facts).ready)
  }

  @Test func `The companion comes first, and is no part of it when there is none (HE-02 row 1)`() {
    var facts = facts(.failed("x"))
    facts.companion = .starting
    let waiting = ReadinessRule.judge(facts)
    #expect(!waiting.ready && waiting.text == "cloudflared startup pending" && waiting.publicText == waiting.text)
    #expect(waiting.dependencies.map(\.name) == ["cloudflared", "control-plane", "mcp:main"])
    facts.companion = .ready
    #expect(ReadinessRule.judge(facts).text == "mcp probe failed: x")
    facts.companion = .exited("exit status 1")
    #expect(ReadinessRule.judge(facts).text == "cloudflared process exited: exit status 1")
    facts.isDraining = true
    #expect(ReadinessRule.judge(facts).text == "draining")
  }

  @Test func `Draining comes before everything (W-64)`() {
    var facts = facts(.failed("x"))
    facts.isDraining = true
    #expect(ReadinessRule.judge(facts).text == "draining")
    #expect(!ReadinessRule.judge(facts).ready)
  }
}
