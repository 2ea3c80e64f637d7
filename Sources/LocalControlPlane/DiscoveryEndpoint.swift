import HTTPServing
import NIOHTTP1

/// OAuth protected-resource discovery through the tunnel (RFC 9728, operator spec 24.5).
struct DiscoveryEndpoint: Sendable {
  let relay: CommandRelay

  func addRoutes(to router: inout Router) {
    for path in ["/v1/mcp/:tunnel", "/v1/mcp/:tunnel/:channel"] {
      router.on(.GET, at: "/.well-known/oauth-protected-resource\(path)") { request in
        if let refusal = relay.refusal(of: request) { return refusal.response }
        return try await relay.send(.oauthDiscovery, of: request)
      }
    }
  }
}
