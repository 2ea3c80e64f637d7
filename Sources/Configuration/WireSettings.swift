/// How the wire to the control plane is used, beyond what everybody needs.
public struct WireSettings: Sendable {
  public var pollers: Int
  public var headers: HeaderSettings
  public var sendsTiming: Bool
  public var forwardsTraceContext: Bool
}
