internal import CTunnelPlugin

/// What the host should know about a transport before it opens it.
public struct TransportFlags: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The server keeps state per process: the control plane should route to one client.
  public static let processAffinity = TransportFlags(rawValue: UInt32(TUNNEL_TRANSPORT_PROCESS_AFFINITY))

  /// Requests of MCP 2026-07-28 need no session here, and the host leaves handshakes to the transport.
  public static let stateless = TransportFlags(rawValue: UInt32(TUNNEL_TRANSPORT_STATELESS))
}
