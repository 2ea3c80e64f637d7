import HTTPServing
import NIOCore
import NIOHTTP1

/// The routes by which a client gets a token: register, authorize, token, revoke (OAuth 2.1, RFC 7591, RFC 7009).
struct OAuthEndpoint: Sendable {
  let service: AuthorizationService

  private static let noStore: HTTPHeaders = ["Cache-Control": "no-store"]

  func addRoutes(to router: inout Router) {
    router.on(.POST, at: "/register", handler: register)
    router.on(.GET, at: "/authorize", handler: authorize)
    router.on(.POST, at: "/authorize", handler: decide)
    router.on(.POST, at: "/token", handler: token)
    router.on(.POST, at: "/revoke", handler: revoke)
  }

  @Sendable private func register(_ request: Request) async throws -> Response {
    do throws(OAuthError) {
      let (id, client) = try service.register(try ClientMetadata(request.body))
      let metadata = client.metadata
      var members: [(String, JSONValue)] = [
        ("client_id", .string(id)), ("client_id_issued_at", .integer(Int(Timestamp.now.seconds))),
        ("redirect_uris", .strings(metadata.redirectURIs)), ("grant_types", .strings(metadata.grantTypes)),
        ("response_types", ["code"]), ("token_endpoint_auth_method", .string(metadata.authMethod)),
        ("scope", .string(Scopes.text(Scopes.parse(metadata.scope) ?? []))),
      ]
      if let name = metadata.name { members.append(("client_name", .string(name))) }
      if let secret = client.secret {
        members += [("client_secret", .string(secret)), ("client_secret_expires_at", 0)]
      }
      return JSONValue.object(members).response(.created, headers: Self.noStore)
    } catch {
      return error.response
    }
  }

  @Sendable private func authorize(_ request: Request) async throws -> Response {
    do throws(AuthorizationRequest.Problem) {
      let question = try service.read(request.query)
      guard !service.approvesAlone else { return approved(question) }
      let client = service.clientName(question.clientID) ?? question.clientID
      return ConsentPage.question(question, client: client, ticket: service.ask(question))
    } catch {
      switch error {
      case .shown(let text): return ConsentPage.problem(text)
      case .redirected(let uri, let state, let error): return redirect(uri, state, Self.parameters(of: error))
      }
    }
  }

  @Sendable private func decide(_ request: Request) async throws -> Response {
    let form = Self.form(request)
    guard let question = form["ticket"].flatMap(service.takeQuestion) else {
      return ConsentPage.problem("This question was answered already or is too old. Begin again in the client.")
    }
    guard form["decision"] == "allow" else {
      return redirect(
        question.redirectURI, question.state, Self.parameters(of: OAuthError("access_denied", "the answer was no")))
    }
    return approved(question)
  }

  @Sendable private func token(_ request: Request) async throws -> Response {
    do throws(OAuthError) {
      let tokens = try service.token(Self.form(request))
      let body: JSONValue = [
        "access_token": .string(tokens.access), "token_type": "Bearer",
        "expires_in": .integer(Int(service.tokenLifetime.components.seconds)),
        "refresh_token": .string(tokens.refresh), "scope": .string(Scopes.text(tokens.scopes)),
      ]
      return body.response(headers: Self.noStore)
    } catch {
      return error.response
    }
  }

  @Sendable private func revoke(_ request: Request) async throws -> Response {
    do throws(OAuthError) {
      try service.revoke(Self.form(request))
      return Response(status: .ok, headers: Self.noStore)
    } catch {
      return error.response
    }
  }

  private func approved(_ question: AuthorizationRequest) -> Response {
    redirect(question.redirectURI, question.state, [("code", service.approve(question))])
  }

  /// RFC 9207: `iss` says which server has answered.
  private func redirect(_ uri: String, _ state: String?, _ parameters: [(String, String)]) -> Response {
    var parameters = parameters
    if let state { parameters.append(("state", state)) }
    parameters.append(("iss", service.urls.base))
    // 303 turns the form's POST into a GET of the client's page.
    var headers = Self.noStore
    headers.add(name: "Location", value: RedirectURI.adding(parameters, to: uri))
    return Response(status: .seeOther, headers: headers)
  }

  private static func parameters(of error: OAuthError) -> [(String, String)] {
    [("error", error.code), ("error_description", error.description)]
  }

  private static func form(_ request: Request) -> QueryParameters {
    QueryParameters(encoded: String(buffer: request.body)[...])
  }
}
