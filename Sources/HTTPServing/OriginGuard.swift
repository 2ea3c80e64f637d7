import NIOHTTP1

/// Refuses state-changing requests that a browser sends on behalf of another site.
///
/// Programs that are not browsers send neither `Origin` nor `Sec-Fetch-Site` and pass.
public struct OriginGuard: Middleware {
  /// A guard that allows the server's own origin only.
  public init() {}

  /// Answers 403 to an unsafe method with a foreign origin.
  public func handle(_ request: Request, next: Handler) async throws -> Response {
    switch request.method {
    case .GET, .HEAD, .OPTIONS: break
    default:
      guard isSameOrigin(request) else { throw HTTPError(.forbidden, "cross-origin requests are not allowed") }
    }
    return try await next(request)
  }

  private func isSameOrigin(_ request: Request) -> Bool {
    if request.headers["sec-fetch-site"].contains(where: { $0.lowercased() == "cross-site" }) { return false }
    guard let origin = request.headers.first(name: "origin") else { return true }
    guard let host = request.headers.first(name: "host") else { return false }
    // The server speaks plain HTTP only; behind a TLS proxy the scheme may differ while the authority does not.
    let own = host.lowercased()
    return ["http://\(own)", "https://\(own)"].contains(origin.lowercased())
  }
}
