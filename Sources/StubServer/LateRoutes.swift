import HTTPServing
import NIOHTTP1
import Synchronization

/// The routes of a server that listens before it knows its own URL.
final class LateRoutes: Sendable {
  private let router = Mutex<Router?>(nil)
  private let guards: [any Middleware] = [HostGuard(), OriginGuard()]

  func set(_ router: Router) {
    self.router.withLock { $0 = router }
  }

  @Sendable func respond(to request: Request) async throws -> Response {
    guard let router = router.withLock(\.self) else { throw HTTPError(.serviceUnavailable, "starting\n") }
    return try await guards.guarding(router.respond(to:))(request)
  }
}
