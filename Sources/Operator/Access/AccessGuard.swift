import HTTPServing
import NIOHTTP1

/// Lets peers through as the policy says, and turns a token in the query of a page into a cookie.
struct AccessGuard: Middleware {
  let policy: AccessPolicy
  let kind: RouteClass

  func handle(_ request: Request, next: Handler) async throws -> Response {
    if let login = login(request) { return login }
    switch policy.verdict(on: request, kind) {
    case .allowed:
      return try await next(request)
    case .forbidden(let message):
      throw HTTPError(.forbidden, message)
    case .unauthorized:
      var response = refusal(of: request)
      response.headers.add(name: "WWW-Authenticate", value: "Bearer")
      return response
    }
  }

  /// For a browser that opens the page a form, for everybody else a line.
  private func refusal(of request: Request) -> Response {
    if request.method == .GET, ["/", "/ui", "/ui/"].contains(request.path) { return LoginPage.response() }
    return APIError(
      .unauthorized, code: "token_required",
      "show the access token: \"Authorization: Bearer …\", or open /ui?token=… in a browser"
    ).response(isJSON: request.path.hasPrefix("/api/"))
  }

  /// Away from the token's URL at once: it must not stay in the address bar nor in a referrer.
  private func login(_ request: Request) -> Response? {
    guard policy.allowsRemotePeers, request.method == .GET, !request.path.hasPrefix("/api/"),
      let token = request.query["token"], policy.token.matches(token)
    else { return nil }
    let cookie = "\(AccessPolicy.cookie)=\(policy.session.text); Path=/; HttpOnly; SameSite=Strict"
    return Response(status: .seeOther, headers: ["Location": "/ui", "Set-Cookie": cookie])
  }
}
