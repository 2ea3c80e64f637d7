import Companion
import ControlPlane
import HTTPServing
import Operator

/// Whether the tunnel can do its work now, in the words of `/readyz` (dataplane spec HE-02, W-30, W-43). Pure.
struct ReadinessRule {
  struct Server: Sendable, Equatable {
    var channel: String
    var health: BindingHealth
    var since: Timestamp?
  }

  struct Facts: Sendable {
    var isDraining = false
    /// The startup wait was over before the servers were there (HE-02 row 6).
    var startupWaitFailed = false
    /// Nil: there is none.
    var companion: CloudflaredState?
    var discovery = OAuthHealth.notApplicable
    var servers: [Server] = []
    var controlPlane = PollStateMachine.State.connecting
    var controlPlaneError: String?
    /// The last refusal's status.
    var controlPlaneStatus: Int?
    /// How long ago a poll succeeded; nil: never.
    var lastPoll: Duration?
    /// For how long polls have been failing, every one of them; nil: the last one succeeded.
    var failing: Duration?
    /// A poll that hangs for so long is lost.
    var pollLimit = Duration.seconds(70)
  }

  /// Polls that fail for so long are no hiccup.
  static let failingLimit = Duration.seconds(10)

  static func judge(_ facts: Facts) -> Readiness {
    let servers = facts.servers.filter { !$0.health.isIdle }.sorted { first, second in
      first.channel == ChannelName.main && second.channel != ChannelName.main
    }
    let controlPlane = controlPlane(facts)
    var readiness = verdict(facts, servers, controlPlane)
    readiness.dependencies =
      facts.companion.map { [$0.dependency] } ?? []
    readiness.dependencies +=
      [controlPlane.dependency]
      + servers.map { server in
        .init(
          name: "mcp:\(server.channel)", ready: server.health.canTakeCalls, state: server.health.word,
          reason: server.health.reason, since: server.since)
      } + (facts.discovery.dependency.map { [$0] } ?? [])
    return readiness
  }

  private static func verdict(_ facts: Facts, _ servers: [Server], _ controlPlane: ControlPlaneVerdict) -> Readiness {
    if facts.isDraining { return no("draining", retryAfter: 10) }
    // Row 1: it comes before what it stands before.
    if let companion = facts.companion, !companion.isReady {
      return no(companion.reason.isEmpty ? "runtime dependency is not ready" : companion.reason, retryAfter: 1)
    }
    switch facts.discovery {
    case .pending: return no("oauth discovery pending", retryAfter: 1)
    case .failed(let why): return no("oauth discovery failed: ", detail: why, retryAfter: 2)
    case .notApplicable, .found, .notAdvertised, .unreachable: break
    }
    for server in servers {
      let name = server.channel == ChannelName.main ? "" : " (channel \(server.channel))"
      switch server.health {
      case .pending: return no("mcp startup probe pending\(name)", retryAfter: 1)
      case .failed(let why):
        let what = facts.startupWaitFailed ? "mcp startup wait failed" : "mcp probe failed"
        return no("\(what)\(name): ", detail: why, retryAfter: 2)
      case .ready, .needsAuthorization, .timedOut, .idle: continue
      }
    }
    if let reason = controlPlane.reason {
      let error = facts.controlPlaneError
      return no(reason + (error == nil ? "" : ": "), detail: error, retryAfter: 5)
    }
    for server in servers {
      if case .needsAuthorization(let why) = server.health { return yes("mcp initialize requires auth: ", why) }
    }
    for server in servers {
      if case .timedOut(let why) = server.health { return yes("mcp startup probe timed out: ", why) }
    }
    return Readiness(ready: true, text: "ready")
  }

  private typealias ControlPlaneVerdict = (dependency: Readiness.Dependency, reason: String?)

  private static func controlPlane(_ facts: Facts) -> ControlPlaneVerdict {
    let (state, reason) = controlPlaneState(facts)
    return (
      Readiness.Dependency(
        name: "control-plane", ready: reason == nil, state: state, reason: facts.controlPlaneError ?? ""), reason
    )
  }

  private static func controlPlaneState(_ facts: Facts) -> (String, String?) {
    switch facts.controlPlane {
    case .connecting: return ("connecting", "control plane not reached yet")
    case .refused:
      let isAuth = facts.controlPlaneStatus == 401 || facts.controlPlaneStatus == 403
      // A person has to act (user needs #60): nothing else is as important.
      return (isAuth ? "auth_failed" : "refused", "control plane refuses this client")
    case .backingOff, .polling:
      let word = facts.controlPlane == .polling ? "polling" : "backing_off"
      guard let lastPoll = facts.lastPoll else { return (word, "control plane not reached yet") }
      // One failed poll among good ones is no news; nothing but failures for a while is, and so is silence.
      let isLost = lastPoll > facts.pollLimit || (facts.failing ?? .zero) > failingLimit
      return (word, isLost ? "control plane unreachable for \(lastPoll.components.seconds) s" : nil)
    }
  }

  /// Both rows with a reservation keep the words of the peer, whose consumers match the prefix.
  private static func yes(_ reservation: String, _ detail: String) -> Readiness {
    Readiness(
      ready: true, text: "ready (\(reservation)\(detail))", publicText: "ready (\(reservation)\(elsewhere))")
  }

  private static func no(_ text: String, detail: String? = nil, retryAfter: Int) -> Readiness {
    Readiness(
      ready: false, text: text + (detail ?? ""), publicText: text + (detail == nil ? "" : elsewhere),
      retryAfter: retryAfter)
  }

  /// In place of what only this machine may know (W-45).
  private static let elsewhere = "ask on this machine for the reason"
}

extension CloudflaredState {
  fileprivate var dependency: Readiness.Dependency {
    .init(name: "cloudflared", ready: isReady, state: word, reason: reason)
  }
}

extension BindingHealth {
  /// For machines.
  var word: String {
    switch self {
    case .pending: "pending"
    case .ready: "ready"
    case .needsAuthorization: "auth_required"
    case .timedOut: "timed_out"
    case .failed: "failed"
    case .idle: "idle"
    }
  }

  /// For people; empty when there is nothing to explain.
  var reason: String {
    switch self {
    case .pending, .ready: ""
    case .needsAuthorization(let why), .timedOut(let why), .failed(let why), .idle(let why): why
    }
  }
}
