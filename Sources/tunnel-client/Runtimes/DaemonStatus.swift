import FoundationEssentials

/// What a daemon's `/api/status` says that matters here.
struct DaemonStatus: Decodable {
  struct ControlPlane: Decodable {
    let url: String?
    let state: String?
    let detail: String?
    let lastSuccessAt: String?
    let lastError: String?
  }

  let version: String?
  let pid: Int?
  let processStart: Int?
  let startedAt: String?
  let controlPlaneTunnelId: String?
  let controlPlane: ControlPlane?

  /// Nil from another program, and from one that does not answer in time.
  static func ask(_ address: DaemonAddress, timeout: Duration = .milliseconds(500)) async -> DaemonStatus? {
    guard let answer = try? await DaemonClient(address: address).send("GET", "/api/status", timeout: timeout),
      answer.status == 200
    else { return nil }
    return try? answer.decode(DaemonStatus.self)
  }

  /// In the words of the peer: `healthy`, `unhealthy` or `unknown` (W-68).
  var pollHealth: String {
    switch controlPlane?.state {
    case "up": "healthy"
    case "degraded": "degraded"
    case "down": "unhealthy"
    default: "unknown"
    }
  }

  var pollDocument: JSONTree {
    var members: [String: JSONTree] = ["state": .text(pollHealth)]
    if let route = controlPlane?.url { members["route"] = .text(route) }
    if let time = controlPlane?.lastSuccessAt { members["last_success"] = .text(time) }
    if let reason = controlPlane?.lastError ?? (pollHealth == "healthy" ? nil : controlPlane?.detail), !reason.isEmpty {
      members["reason"] = .text(reason)
    }
    return .object(members)
  }
}
