import NIOHTTP1

/// Refuses requests whose `Host` is not a name of this machine.
///
/// A web page that rebinds its own name to 127.0.0.1 reaches a local server with the browser's help, but it cannot
/// change the `Host` header that the browser sends. Unix sockets are out of a browser's reach and pass.
public struct HostGuard: Middleware {
  private let names: Set<String>
  private let allowsAddressLiterals: Bool

  /// Allows loopback literals, `localhost` and `names`.
  ///
  /// - Parameters:
  ///   - names: further names under which the server may be addressed, without a port.
  ///   - allowsAddressLiterals: also allow any IP address literal, for servers that other machines may reach.
  public init(names: [String] = [], allowsAddressLiterals: Bool = false) {
    self.names = Set(names.map(HostName.normalized))
    self.allowsAddressLiterals = allowsAddressLiterals
  }

  /// Answers 403 unless the `Host` is allowed.
  public func handle(_ request: Request, next: Handler) async throws -> Response {
    guard request.peer.isUnixSocket || allows(request.headers["host"]) else {
      throw HTTPError(.forbidden, "the Host header does not name this server")
    }
    return try await next(request)
  }

  private func allows(_ values: [String]) -> Bool {
    guard values.count == 1, let authority = values.first, let host = HostName.host(ofAuthority: authority) else {
      return false
    }
    if names.contains(HostName.normalized(host)) || HostName.isLoopback(host) { return true }
    return allowsAddressLiterals && HostName.isAddressLiteral(host)
  }
}
