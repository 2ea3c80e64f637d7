import HTTPServing
import NIOCore
import NIOHTTP1

/// The routes of the UI and the API, each behind the guards of its class. Every route but the probes is added here:
///
/// ```swift
/// routes.on(.GET, at: "/api/things", .read) { request in .json(…) }
/// routes.on(.POST, at: "/api/things", .control) { request in … }
/// ```
///
/// A handler refuses with an ``APIError``; other methods of its path get 405 with `Allow` (W-37).
struct GuardedRoutes: Sendable {
  private(set) var router: Router
  private let policy: AccessPolicy
  private let host: HostGuard

  init(_ router: Router, policy: AccessPolicy, host: HostGuard) {
    self.router = router
    self.policy = policy
    self.host = host
  }

  /// Adds a route for some methods of a path, on which it is of one class.
  mutating func on(_ methods: HTTPMethod..., at pattern: String, _ kind: RouteClass, handler: @escaping Handler) {
    for method in methods { router.on(method, at: pattern, behind: guards(kind), handler: handler) }
  }

  private func guards(_ kind: RouteClass) -> [any Middleware] {
    [BrowserHeaders(), EmbeddingGuard(), AccessGuard(policy: policy, kind: kind), host, OriginGuard()]
  }
}

extension Response {
  /// JSON with a line break at its end (operator spec 11.1.4).
  static func api(_ json: [UInt8], status: HTTPResponseStatus = .ok) -> Response {
    Response(
      status: status, headers: ["Content-Type": "application/json; charset=utf-8"],
      body: .bytes(ByteBuffer(bytes: json + [UInt8(ascii: "\n")])))
  }
}
