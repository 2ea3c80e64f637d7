import HTTPServing
import NIOHTTP1

/// Puts on every answer for a browser what keeps it from doing more than showing this page.
struct BrowserHeaders: Middleware {
  func handle(_ request: Request, next: Handler) async throws -> Response {
    var response: Response
    do {
      response = try await next(request)
    } catch let error as HTTPError {
      response = .text(error.message + "\n", status: error.status)
    }
    response.headers.replaceOrAdd(name: "Content-Security-Policy", value: "default-src 'self'; frame-ancestors 'none'")
    response.headers.replaceOrAdd(name: "X-Content-Type-Options", value: "nosniff")
    response.headers.replaceOrAdd(name: "X-Frame-Options", value: "DENY")
    response.headers.replaceOrAdd(name: "Referrer-Policy", value: "no-referrer")
    response.headers.replaceOrAdd(name: "Cache-Control", value: "no-store")
    return response
  }
}
