/// How the companion is doing, and what that means for readiness (dataplane spec CF-04, HE-02 row 1). Pure: it is told
/// what happened.
public enum CloudflaredState: Sendable, Equatable {
  case starting
  case fetchFailed
  case ready
  case notReady
  case probeFailed
  /// Never ready within its time.
  case overdue
  case failedToStart
  /// Ended by itself, in these words.
  case exited(String)
  case stopped

  enum Event: Sendable, Equatable {
    case fetchFailed
    case spawnFailed
    /// nil: no answer.
    case probed(status: Int?)
    case timeElapsed
    case exited(String)
    case stopped
  }

  mutating func apply(_ event: Event) {
    guard !isOver else { return }
    switch event {
    case .fetchFailed: self = .fetchFailed
    case .spawnFailed: self = .failedToStart
    case .probed(status: 200): self = .ready
    // Until it has been ready once, it is still starting, whatever it answers.
    case .probed where self == .starting: break
    case .probed(let status): self = status == nil ? .probeFailed : .notReady
    case .timeElapsed: if self == .starting { self = .overdue }
    case .exited(let status): self = self == .starting ? .failedToStart : .exited(status)
    case .stopped: self = .stopped
    }
  }

  /// Nothing that happens afterwards changes the story.
  private var isOver: Bool {
    switch self {
    case .starting, .ready, .notReady, .probeFailed: false
    case .fetchFailed, .overdue, .failedToStart, .exited, .stopped: true
    }
  }

  public var isReady: Bool { self == .ready }

  /// The body of `/readyz`; empty when ready.
  public var reason: String {
    switch self {
    case .ready: ""
    case .starting: "cloudflared startup pending"
    case .fetchFailed: "cloudflared managed runtime fetch failed"
    case .notReady: "cloudflared is not ready"
    case .probeFailed: "cloudflared readiness probe failed"
    case .overdue: "cloudflared readiness endpoint unavailable"
    case .failedToStart: "cloudflared failed to start"
    case .exited(let status): "cloudflared process exited" + (status.isEmpty ? "" : ": \(status)")
    case .stopped: "cloudflared stopped"
    }
  }

  /// For machines.
  public var word: String {
    switch self {
    case .starting: "starting"
    case .fetchFailed: "fetch_failed"
    case .ready: "ready"
    case .notReady: "not_ready"
    case .probeFailed: "probe_failed"
    case .overdue: "readiness_unavailable"
    case .failedToStart: "start_failed"
    case .exited: "exited"
    case .stopped: "stopped"
    }
  }
}
