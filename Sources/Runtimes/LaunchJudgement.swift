/// Decides what becomes of a daemon that was just started, from looks at it (W-65, W-69). A server that is a program is
/// there before it has crashed: it must stay. Pure.
public struct LaunchJudgement: Sendable, Equatable {
  /// One look.
  public enum Look: Sendable, Equatable {
    case ended(code: Int?)
    /// `/healthz` does not answer.
    case silent
    /// It answers, and what it waits for has not failed.
    case waiting(String)
    /// It answers, and something that it needs has failed; it keeps trying.
    case failing(String)
    case ready

    /// Whether a person may call it connected (operator spec 17.3.6).
    public var isGood: Bool {
      switch self {
      case .ready, .waiting: true
      case .failing, .ended, .silent: false
      }
    }
  }

  /// A failure that lasts for so long is told; a server that is started again gets the time to.
  static let grace = Duration.seconds(2)
  /// How often a server may fail.
  static let failures = 2

  /// How long it must stay ready.
  private let settling: Duration
  private let patience: Duration
  private var since = Duration.zero
  private var last = Look.silent
  private var lastFailure: Look?
  private var failureCount = 0

  /// `isCommand`: its server is a program.
  public init(isCommand: Bool, patience: Duration) {
    settling = isCommand ? .milliseconds(1500) : .zero
    self.patience = patience
  }

  /// `time`: since the start. Nil: look again.
  public mutating func observe(_ look: Look, at time: Duration) -> Look? {
    if Self.kind(look) != Self.kind(last) {
      since = time
      if case .failing = look { failureCount += 1 }
    }
    last = look
    switch look {
    case .ended: return look
    case .ready where time - since >= settling: return look
    case .failing:
      lastFailure = look
      if failureCount >= Self.failures || time - since >= Self.grace { return look }
    case .ready, .waiting, .silent: break
    }
    // One that just came back is not to be trusted yet.
    return time < patience ? nil : (look == .ready ? lastFailure ?? look : look)
  }

  /// By the words of `/readyz` (operator spec 10.3).
  public static func look(notReady reason: String) -> Look {
    let failures = ["mcp probe failed", "mcp startup wait failed", "control plane refuses", "oauth discovery failed"]
    return failures.contains { reason.hasPrefix($0) } ? .failing(reason) : .waiting(reason)
  }

  private static func kind(_ look: Look) -> Int {
    switch look {
    case .ended: 0
    case .silent: 1
    case .waiting: 2
    case .failing: 3
    case .ready: 4
    }
  }
}
