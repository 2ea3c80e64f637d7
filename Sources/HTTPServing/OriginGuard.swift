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
    default: try Self.check(request)
    }
    return try await next(request)
  }

  /// The same, whatever the method: for a route that knows better what its GET does.
  ///
  /// - Throws: 403, when a browser asks on behalf of another site.
  public static func check(_ request: Request) throws(HTTPError) {
    guard isSameOrigin(request) else { throw HTTPError(.forbidden, "cross-origin requests are not allowed") }
  }

  private static func isSameOrigin(_ request: Request) -> Bool {
    guard !request.isFromAnotherSite else { return false }
    var origins = request.headers["origin"]
    if origins.isEmpty, let referer = refererOrigin(of: request) { origins = [referer] }
    guard !origins.isEmpty else { return true }
    guard let host = request.headers.first(name: "host") else { return false }
    // The server speaks plain HTTP only; behind a TLS proxy the scheme may differ while the authority does not.
    let own = host.lowercased()
    return origins.allSatisfy { ["http://\(own)", "https://\(own)"].contains($0.lowercased()) }
  }

  /// Scheme and authority of the page that asks, for browsers that say no more (operator spec 11.1.2).
  private static func refererOrigin(of request: Request) -> String? {
    guard let referer = request.headers.first(name: "referer") else { return nil }
    let parts = referer.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count >= 3 ? "\(parts[0])//\(parts[2])" : referer
  }
}

extension Request {
  /// Whether a browser says that another site's page, or one of another port of this machine, asks.
  public var isFromAnotherSite: Bool {
    headers["sec-fetch-site"].contains { ["cross-site", "same-site"].contains($0.lowercased()) }
  }
}
