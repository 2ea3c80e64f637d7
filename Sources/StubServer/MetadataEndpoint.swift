import HTTPServing
import NIOHTTP1

/// The documents by which a client finds out how to get a token (RFC 9728, RFC 8414; operator spec 23.2).
struct MetadataEndpoint: Sendable {
  let urls: StubServerURLs

  func addRoutes(to router: inout Router) {
    let resource: JSONValue = [
      "authorization_servers": .strings([urls.base]), "bearer_methods_supported": ["header"],
      "resource": .string(urls.mcp), "scopes_supported": .strings(Scopes.all),
    ]
    let server: JSONValue = [
      "issuer": .string(urls.base), "authorization_endpoint": .string(urls.base + "/authorize"),
      "token_endpoint": .string(urls.base + "/token"), "jwks_uri": .string(urls.base + "/jwks"),
      "registration_endpoint": .string(urls.base + "/register"),
      "revocation_endpoint": .string(urls.base + "/revoke"), "response_types_supported": ["code"],
      "grant_types_supported": ["authorization_code", "refresh_token"],
      "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
      "code_challenge_methods_supported": ["S256"], "scopes_supported": .strings(Scopes.all),
      "authorization_response_iss_parameter_supported": true,
    ]
    for path in ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"] {
      router.on(.GET, .HEAD, at: path) { _ in resource.response() }
    }
    router.on(.GET, .HEAD, at: "/.well-known/oauth-authorization-server") { _ in server.response() }
    // Tokens are opaque: there is no key to check one with.
    router.on(.GET, .HEAD, at: "/jwks") { _ in (["keys": []] as JSONValue).response() }
  }
}
