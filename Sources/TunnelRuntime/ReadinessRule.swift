import ControlPlane
import Operator

/// Whether the tunnel can do its work now, in the words of `/readyz` (dataplane spec HE-02, W-30, W-43). Pure.
struct ReadinessRule {
  struct Facts: Sendable {
    var isDraining = false
    /// By channel, the main one first.
    var bindings: [(channel: String, health: BindingHealth)] = []
    var controlPlane = PollStateMachine.State.connecting
    var controlPlaneError: String?
    /// How long ago a poll succeeded; nil: never.
    var lastPoll: Duration?
    /// Polls succeed at least so often when all is well.
    var pollLimit = Duration.seconds(70)
  }

  static func judge(_ facts: Facts) -> Readiness {
    if facts.isDraining { return no("draining") }
    for (channel, health) in facts.bindings {
      let name = channel == ChannelName.main ? "" : " (channel \(channel))"
      switch health {
      case .pending: return no("mcp startup probe pending\(name)")
      case .failed(let why): return no("mcp probe failed\(name): \(why)")
      case .ready, .needsAuthorization: continue
      }
    }
    if let reason = controlPlaneReason(facts) { return no(reason) }
    let asksForAuthorization = facts.bindings.contains { $0.health == .needsAuthorization }
    return Readiness(ready: true, text: asksForAuthorization ? "ready (mcp initialize requires auth)" : "ready")
  }

  private static func controlPlaneReason(_ facts: Facts) -> String? {
    let error = facts.controlPlaneError.map { ": \($0)" } ?? ""
    switch facts.controlPlane {
    case .connecting: return "control plane not reached yet\(error)"
    case .refused: return "control plane refuses this client\(error)"
    case .backingOff, .polling:
      guard let lastPoll = facts.lastPoll else { return "control plane not reached yet\(error)" }
      // One failed poll among good ones is no news; none for two rounds is.
      return lastPoll > facts.pollLimit ? "control plane unreachable for \(lastPoll.components.seconds) s\(error)" : nil
    }
  }

  private static func no(_ text: String) -> Readiness {
    Readiness(ready: false, text: text)
  }
}
