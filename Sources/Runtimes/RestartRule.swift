/// Whether a daemon that ended is started again, and when (W-64). Pure.
public struct RestartRule: Sendable, Equatable {
  /// How it ended.
  public struct Ending: Sendable, Equatable {
    /// The exit code, or 128 and the signal.
    public var code: Int
    /// How long it had lived.
    public var lifetime: Duration

    /// An end.
    public init(code: Int, lifetime: Duration) {
      self.code = code
      self.lifetime = lifetime
    }
  }

  public enum Decision: Sendable, Equatable {
    case finish
    case restart(after: Duration)
  }

  static let shortest = Duration.milliseconds(500)
  static let longest = Duration.seconds(60)
  /// One that lived for so long begins anew with the shortest pause.
  static let longLife = Duration.seconds(60)

  /// How often it has crashed.
  public private(set) var crashes = 0
  private var pause = shortest

  public init() {}

  /// One that ends with an error before it ever ran well has something wrong that starting again does not change.
  public mutating func decide(_ ending: Ending) -> Decision {
    guard ending.code != 0 else { return .finish }
    if crashes == 0, ending.code < 128, ending.lifetime < .seconds(5) { return .finish }
    crashes += 1
    if ending.lifetime >= Self.longLife { pause = Self.shortest }
    defer { pause = min(pause * 2, Self.longest) }
    return .restart(after: pause)
  }
}
