/// A command that a person may type next, and why (operator spec 17.4.5, 30.1).
public struct RepairAction: Sendable, Equatable {
  public enum ID: String, Sendable {
    case reconnectMissingProfile = "reconnect_missing_profile"
    case startRuntime = "start_runtime"
    case refreshStaleHealthURL = "refresh_stale_health_url"
    case repairControlPlaneProxy = "repair_control_plane_proxy"
    case checkRemoteTunnel = "check_remote_tunnel"
    case forgetStaleProcess = "forget_stale_process"
    case inspect
  }

  public let id: ID
  public let command: String
  public let reason: String

  /// What the decision needs.
  public struct Facts: Sendable {
    public var state: RuntimeState
    public var profileIsGone = false
    public var hasURLFile = false
    /// Where another live client serves the same tunnel.
    public var otherClient: String?
    /// `healthy`, `unhealthy`, `direct`, `unknown`, or empty.
    public var pollHealth = ""
    public var remoteError = ""
    /// Starts it again, with all that it needs.
    public var connect: String
    public var alias: String
    /// The path of its profile.
    public var profile: String?

    public init(state: RuntimeState, alias: String, connect: String) {
      self.state = state
      self.alias = alias
      self.connect = connect
    }
  }

  /// Never empty.
  public static func all(_ facts: Facts) -> [RepairAction] {
    let status = "tunnel-client runtimes status \(facts.alias) --json"
    var actions: [RepairAction] = []
    let add = { (id: ID, command: String, reason: String) in
      actions.append(RepairAction(id: id, command: command, reason: reason))
    }
    if facts.profileIsGone {
      add(.reconnectMissingProfile, facts.connect, "the profile that it runs is gone; connect writes it again")
    }
    switch facts.state {
    case .stopped: add(.startRuntime, facts.connect, "nothing runs for it")
    case .crashed: add(.startRuntime, facts.connect, "it ended without being asked to; its log says why")
    case .orphaned:
      add(
        .forgetStaleProcess, "tunnel-client runtimes cleanup --apply",
        "its process number belongs to another process, which is left alone")
      add(.startRuntime, facts.connect, "nothing of ours runs for it")
    case .starting where facts.hasURLFile && facts.otherClient != nil:
      add(
        .refreshStaleHealthURL, facts.connect,
        "its health URL is dead, and \(facts.otherClient ?? "another client") serves the same tunnel")
    case .starting, .healthy, .ready, .degraded, .restarting: break
    }
    if !["", "unknown", "healthy", "direct"].contains(facts.pollHealth) {
      add(
        .repairControlPlaneProxy, "tunnel-client doctor" + (facts.profile.map { " --config '\($0)'" } ?? ""),
        "polls of the control plane fail: check the network, the proxy and the key")
    }
    if !facts.remoteError.isEmpty {
      add(.checkRemoteTunnel, "tunnel-client runtimes status \(facts.alias)", facts.remoteError)
    }
    if actions.isEmpty { add(.inspect, status, "nothing to repair; this shows everything") }
    return actions
  }
}
