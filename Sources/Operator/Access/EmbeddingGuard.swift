import HTTPServing
import NIOHTTP1

/// Refuses what another site's page loads into itself. It could not read it, but it could take every stream there is;
/// links from elsewhere work.
struct EmbeddingGuard: Middleware {
  func handle(_ request: Request, next: Handler) async throws -> Response {
    let isLink = request.method == .GET && request.headers["sec-fetch-mode"].contains { $0.lowercased() == "navigate" }
    guard isLink || !request.isFromAnotherSite else {
      throw HTTPError(.forbidden, "cross-origin requests are not allowed")
    }
    return try await next(request)
  }
}
