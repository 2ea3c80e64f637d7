internal import CTunnelPlugin

/// What the host should know about a transport before it opens it.
public struct TransportFlags: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The server keeps state per process: the control plane should route to one client.
  public static let processAffinity = TransportFlags(rawValue: UInt32(TUNNEL_TRANSPORT_PROCESS_AFFINITY))
}
