/// How the wire to the control plane is used, beyond what everybody needs.
public struct WireSettings: Sendable {
  public var pollers: Int
  /// Sorted; empty: all.
  public var pollChannels: [String]
  public var headers: HeaderSettings
  public var sendsTiming: Bool
  public var forwardsTraceContext: Bool
}
