import HTTPServing
import NIOHTTP1

/// Lets only requests with a good access token through, and tells the others where to get one (RFC 6750, RFC 9728).
struct BearerGuard: Middleware {
  let service: AuthorizationService
  let urls: StubServerURLs

  func handle(_ request: Request, next: Handler) async throws -> Response {
    guard let token = Self.token(of: request) else { return refuse(.unauthorized, nil, "no access token") }
    guard let grant = service.grant(ofAccessToken: token) else {
      return refuse(.unauthorized, "invalid_token", "the access token is unknown or has expired")
    }
    let needed = Self.scopes(for: request)
    guard grant.scopes.isSuperset(of: needed) else {
      return refuse(.forbidden, "insufficient_scope", "this needs the scope \(Scopes.text(needed))", needed)
    }
    return try await next(request)
  }

  /// A token in the query is not looked at: it would end up in logs.
  private static func token(of request: Request) -> String? {
    let values = request.headers["authorization"]
    guard values.count == 1, let value = values.first, value.lowercased().hasPrefix("bearer ") else { return nil }
    let token = value.dropFirst(7).drop { $0 == " " }
    return token.isEmpty ? nil : String(token)
  }

  private static func scopes(for request: Request) -> Set<String> {
    guard request.method == .POST, let message = try? IncomingMessage(request.body), message.method == "tools/call"
    else {
      return ["read"]
    }
    return ["read", "write"]
  }

  private func refuse(
    _ status: HTTPResponseStatus, _ error: String?, _ text: String, _ scopes: Set<String> = Set(Scopes.all)
  ) -> Response {
    var challenge = "Bearer resource_metadata=\"\(urls.resourceMetadata)\""
    if let error { challenge += ", error=\"\(error)\", error_description=\"\(text)\"" }
    challenge += ", scope=\"\(Scopes.text(scopes))\""
    let body: JSONValue = ["error": .string(error ?? "invalid_request"), "error_description": .string(text)]
    return body.response(status, headers: ["WWW-Authenticate": challenge])
  }
}
