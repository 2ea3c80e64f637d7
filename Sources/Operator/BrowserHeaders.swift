import HTTPServing
import NIOHTTP1

/// Puts on every answer for a browser what keeps it from doing more than showing this page, refusals included.
struct BrowserHeaders: Middleware {
  func handle(_ request: Request, next: Handler) async throws -> Response {
    let isAPI = request.path.hasPrefix("/api/")
    var response: Response
    do {
      response = try await next(request)
    } catch let error as HTTPError {
      response = APIError(error).response(isJSON: isAPI)
    } catch let error as APIError {
      response = error.response(isJSON: isAPI)
    }
    response.headers.replaceOrAdd(name: "Content-Security-Policy", value: "default-src 'self'; frame-ancestors 'none'")
    response.headers.replaceOrAdd(name: "X-Content-Type-Options", value: "nosniff")
    response.headers.replaceOrAdd(name: "X-Frame-Options", value: "DENY")
    response.headers.replaceOrAdd(name: "Referrer-Policy", value: "no-referrer")
    response.headers.replaceOrAdd(name: "Cross-Origin-Resource-Policy", value: "same-origin")
    if !response.headers.contains(name: "Cache-Control") {
      response.headers.add(name: "Cache-Control", value: "no-store")
    }
    return response
  }
}
