import NIOCore

/// The other end of a connection.
public struct Peer: Sendable, CustomStringConvertible {
  let address: SocketAddress?
  /// Whether the connection came over a Unix socket.
  public let isUnixSocket: Bool

  /// Whether the peer is on this machine.
  public var isLocal: Bool { isUnixSocket || address?.isLoopback == true }

  /// The peer's address and port, or `unix`.
  public var description: String {
    if isUnixSocket { return "unix" }
    guard let address, let ip = address.ipAddress, let port = address.port else { return "unknown" }
    return "\(HostName.bracketed(ip)):\(port)"
  }
}
