import HTTPServing

/// What a client asks a person to agree to.
struct AuthorizationRequest: Sendable, Equatable {
  let clientID: String
  let redirectURI: String
  let state: String?
  let challenge: String
  let scopes: Set<String>
  let resource: String

  /// What is wrong with a request, and whether its redirect URI can be trusted with the answer.
  enum Problem: Error, Equatable {
    /// Shown here: the redirect URI is nobody's.
    case shown(String)
    case redirected(to: String, state: String?, OAuthError)
  }

  /// `redirectURIs` are those of the client; nil when there is no such client.
  static func read(
    _ query: QueryParameters, resources: [String], redirectURIs: (String) -> [String]?
  ) throws(Problem) -> AuthorizationRequest {
    guard let client = query["client_id"], let known = redirectURIs(client) else {
      throw .shown("This client is not registered with this server. Let it register again.")
    }
    guard let uri = query["redirect_uri"] ?? (known.count == 1 ? known.first : nil), known.contains(uri) else {
      throw .shown("The redirect_uri is not one that this client has registered.")
    }
    let state = query["state"]
    func refuse(_ code: String, _ text: String) -> Problem {
      .redirected(to: uri, state: state, OAuthError(code, text))
    }
    guard query["response_type"] == "code" else {
      throw refuse("unsupported_response_type", "response_type has to be code")
    }
    guard query["code_challenge_method"] == "S256", let challenge = query["code_challenge"],
      PKCE.isChallenge(challenge)
    else { throw refuse("invalid_request", "PKCE is required: code_challenge with code_challenge_method=S256") }
    guard let scopes = Scopes.parse(query["scope"]) else {
      throw refuse("invalid_scope", "known scopes are \(Scopes.all.joined(separator: ", "))")
    }
    // RFC 8707: a token is for one resource.
    let asked = query.values("resource")
    guard asked.count <= 1, let resource = asked.first ?? resources.first, resources.contains(resource) else {
      throw Problem.redirected(to: uri, state: state, .invalidTarget(resources))
    }
    return AuthorizationRequest(
      clientID: client, redirectURI: uri, state: state, challenge: challenge, scopes: scopes, resource: resource)
  }
}
