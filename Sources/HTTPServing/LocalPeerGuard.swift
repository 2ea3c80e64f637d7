import NIOHTTP1

/// Refuses peers on other machines (operator spec 11.1.1).
public struct LocalPeerGuard: Middleware {
  private let message: String

  /// A guard that answers with `message`, which should name the way to allow remote peers.
  public init(message: String) {
    self.message = message
  }

  /// Answers 403 unless the peer is on a loopback address or a Unix socket.
  public func handle(_ request: Request, next: Handler) async throws -> Response {
    guard request.peer.isLocal else { throw HTTPError(.forbidden, message) }
    return try await next(request)
  }
}
