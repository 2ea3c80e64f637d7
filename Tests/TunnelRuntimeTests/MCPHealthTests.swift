import HTTPServing
import Operator
import PluginHost
import Testing

@testable import TunnelRuntime

/// User needs 4.2, #65: evidence of the server that is there now.
@Suite struct MCPHealthTests {
  private let seen = Timestamp(seconds: 1_767_225_600)

  private func evidence(generation: UInt64?, tools: [String] = ["echo"]) -> MCPEvidence {
    MCPEvidence(
      generation: generation, state: .discovered, initializeEpoch: 1,
      initialize: .init(
        ok: true, observedAt: seen, protocolVersion: "2025-06-18", serverName: "demo", serverVersion: "1.0"),
      toolsList: .init(ok: true, observedAt: seen, toolNames: tools, complete: true))
  }

  private func child(_ presence: ServerPresence, _ evidence: MCPEvidence?) -> HealthComponent {
    MCPHealth(channel: "main", isChild: true, presence: presence, health: .ready, evidence: evidence).component
  }

  @Test func `Nothing observed is said so, and is no failure`() {
    let component = child(.up(generation: 3), nil)
    #expect(component.status == .unknown)
    #expect(component.state == "not_observed")
    #expect(component.reasonCode == "same_child_evidence_unavailable")
    #expect(component.details.map(\.name).contains("child_generation"))
  }

  @Test func `Evidence of this child counts, of an earlier one it does not`() {
    #expect(child(.up(generation: 3), evidence(generation: 3)).status == .ok)
    #expect(child(.up(generation: 3), evidence(generation: 3)).state == "discovered")
    #expect(child(.up(generation: 4), evidence(generation: 3)).state == "not_observed")
    #expect(child(.down(reason: "exited"), evidence(generation: 3)).state == "closed")
  }

  @Test func `A server that cannot be reached is degraded whatever it once said`() {
    let component = MCPHealth(
      channel: "main", isChild: false, presence: .unknown, health: .failed("refused"),
      evidence: evidence(generation: nil)
    ).component
    #expect(component.status == .degraded)
    #expect(component.reasonCode == "mcp_discovery_error")
  }

  @Test func `Names that are too long or too many are left out, not cut`() {
    let (long, limited) = NameLimits.kept([String(repeating: "x", count: 129), "short"], NameLimits.tools)
    #expect(long == ["short"] && limited)
    let (many, isCut) = NameLimits.kept((0..<300).map { "tool\($0)" }, NameLimits.tools)
    #expect(many.count == 256 && isCut)
    #expect(NameLimits.kept(String(repeating: "x", count: 257)) == nil)
    #expect(child(.up(generation: 1), evidence(generation: 1, tools: (0..<300).map { "t\($0)" })).limited)
    var observed = evidence(generation: 1)
    observed.toolsList?.limited = true
    #expect(child(.up(generation: 1), observed).limited)
  }
}
