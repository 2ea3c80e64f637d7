/// Whether a daemon that ended is started again, and when (W-64). Pure.
struct RestartRule: Sendable, Equatable {
  /// How it ended.
  struct Ending: Sendable, Equatable {
    /// The exit code, or 128 and the signal.
    var code: Int
    /// How long it had lived.
    var lifetime: Duration
  }

  enum Decision: Sendable, Equatable {
    case finish
    case restart(after: Duration)
  }

  static let shortest = Duration.milliseconds(500)
  static let longest = Duration.seconds(60)
  /// One that lived for so long begins anew with the shortest pause.
  static let longLife = Duration.seconds(60)

  /// How often it has crashed.
  private(set) var crashes = 0
  private var pause = shortest

  init() {}

  /// One that ends with an error before it ever ran well has something wrong that starting again does not change.
  mutating func decide(_ ending: Ending) -> Decision {
    guard ending.code != 0 else { return .finish }
    if crashes == 0, ending.code < 128, ending.lifetime < .seconds(5) { return .finish }
    crashes += 1
    if ending.lifetime >= Self.longLife { pause = Self.shortest }
    defer { pause = min(pause * 2, Self.longest) }
    return .restart(after: pause)
  }
}
