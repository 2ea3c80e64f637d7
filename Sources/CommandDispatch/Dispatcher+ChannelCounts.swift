extension Dispatcher {
  /// What a channel has done so far.
  public struct ChannelCounts: Sendable {
    public var inFlight = 0
    public var completed = 0
    public var failed = 0
    public var expired = 0

    public init() {}

    mutating func count(_ outcome: CommandOutcome) {
      switch outcome {
      case .answered(_, failed: false): completed += 1
      case .answered(_, failed: true), .undelivered: failed += 1
      case .expired: expired += 1
      }
    }
  }
}
