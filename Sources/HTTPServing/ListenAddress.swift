/// Where a server listens.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// A TCP socket. Port 0 asks the kernel for a free one.
  case tcp(host: String, port: Int)
  /// A Unix domain socket, created with mode 0600.
  case unixSocket(path: String)

  /// As an operator writes it: `127.0.0.1:8080`, `[::1]:8080` or `unix:/run/x.sock`.
  public var description: String {
    switch self {
    case .tcp(let host, let port): "\(HostName.bracketed(host)):\(port)"
    case .unixSocket(let path): "unix:\(path)"
    }
  }

  /// Whether only this machine can reach it.
  public var isLocalOnly: Bool {
    switch self {
    case .tcp(let host, _): HostName.isLoopback(host)
    case .unixSocket: true
    }
  }
}
