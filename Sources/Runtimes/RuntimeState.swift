/// How an alias is doing, in one word (operator spec 30.1).
public enum RuntimeState: String, Sendable, CaseIterable {
  /// Nothing runs.
  case stopped
  /// It runs and does not answer yet.
  case starting
  /// It answers, and cannot take calls yet.
  case healthy
  /// It takes calls.
  case ready
  /// It could take calls once, and cannot now.
  case degraded
  /// It crashed, and is started again in a moment.
  case restarting
  /// It ended, and nobody had asked for that.
  case crashed
  /// The recorded number belongs to another process.
  case orphaned

  /// What was seen.
  public struct Facts: Sendable, Equatable {
    public var standing: ProcessStanding
    /// `/healthz` answered 200.
    public var isHealthy: Bool
    /// `/readyz` answered 200.
    public var isReady: Bool
    /// It was ready before.
    public var wasReady: Bool

    /// Facts.
    public init(standing: ProcessStanding, isHealthy: Bool = false, isReady: Bool = false, wasReady: Bool = false) {
      self.standing = standing
      self.isHealthy = isHealthy
      self.isReady = isReady
      self.wasReady = wasReady
    }
  }

  public init(_ facts: Facts) {
    switch facts.standing {
    case .none: self = .stopped
    case .restarting: self = .restarting
    case .gone: self = .crashed
    case .foreign: self = .orphaned
    case .alive where !facts.isHealthy: self = .starting
    case .alive where facts.isReady: self = .ready
    case .alive: self = facts.wasReady ? .degraded : .healthy
    }
  }

  /// Whether a process of ours is there.
  public var isRunning: Bool {
    switch self {
    case .starting, .healthy, .ready, .degraded, .restarting: true
    case .stopped, .crashed, .orphaned: false
    }
  }
}
