import NIOHTTP1

/// Refuses peers on other machines (operator spec 11.1.1).
public struct LocalPeerGuard: Middleware {
  private let message: String

  /// A guard that answers with `message`, which should name the way to allow remote peers.
  public init(message: String) {
    self.message = message
  }

  /// Answers 403 unless the request comes from this machine.
  public func handle(_ request: Request, next: Handler) async throws -> Response {
    guard request.isLocal else { throw HTTPError(.forbidden, message) }
    return try await next(request)
  }
}

extension Request {
  /// Whether it was made on this machine: over a Unix socket or from a loopback address, and not passed on by a reverse
  /// proxy, behind which everyone looks local (W-36).
  public var isLocal: Bool {
    peer.isLocal && !headers.contains { Self.isOfProxy($0.name.lowercased()) }
  }

  /// What reverse proxies, CDNs and their tunnels add.
  private static func isOfProxy(_ name: String) -> Bool {
    name.hasPrefix("x-forwarded-") || proxyHeaders.contains(name)
  }

  private static let proxyHeaders: Set = [
    "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-forwarded-for", "true-client-ip",
    "cf-connecting-ip", "cf-ray", "fastly-client-ip", "fly-client-ip",
  ]

  /// Whether its `Host` is `localhost` or a loopback address; true over a Unix socket.
  public var namesLoopback: Bool {
    if peer.isUnixSocket { return true }
    let values = headers["host"]
    guard values.count == 1, let authority = values.first, let host = HostName.host(ofAuthority: authority) else {
      return false
    }
    return HostName.isLoopback(host)
  }
}
