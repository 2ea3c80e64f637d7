import CurlHTTP

/// An address that callers or the service need for a sign-in (dataplane HB-01 to HB-03). The authorization endpoint is
/// never one: a browser goes there itself.
public struct DiscoveredEndpoint: Sendable, Equatable {
  /// `prmd-resource`, `token-endpoint`, ….
  public var role: String
  public var url: String
  /// It is of the authorization server, not of the protected resource.
  public var ofAuthorizationServer: Bool
  /// Only what the server itself vouches for may lead into private networks.
  public var disallowsPrivate: Bool
  /// Where the server is behind a Unix socket, its own addresses are too.
  public var unixSocket: String?
}

extension DiscoveryReport {
  /// In their order; empty unless metadata was found.
  public func endpoints(for target: DiscoveryTarget) -> [DiscoveredEndpoint] {
    guard let document else { return [] }
    var found: [DiscoveredEndpoint] = []
    let issuer = document.metadata.authorizationServers.first
    func add(_ role: String, _ url: String?, ofServer: Bool, disallowsPrivate: (String) -> Bool) {
      guard let url, URLOrigin(url) != nil else { return }
      found.append(
        DiscoveredEndpoint(
          role: role, url: url, ofAuthorizationServer: ofServer, disallowsPrivate: disallowsPrivate(url),
          unixSocket: target.isOwn(url) ? target.unixSocket : nil))
    }
    let isForeign = { (url: String) in !target.isOwn(url) }
    add("prmd-resource", document.metadata.resource, ofServer: false, disallowsPrivate: isForeign)
    add("prmd-auth-server", issuer, ofServer: true, disallowsPrivate: isForeign)
    add("prmd-source", document.url, ofServer: false, disallowsPrivate: isForeign)
    guard let issuer, let server = authorizationServer, let metadata = server.metadata else { return found }
    let isOfOther = { (url: String) in !(target.isOwn(issuer) && URLOrigin(url) == URLOrigin(issuer)) }
    let rest: [(String, String?)] = [
      ("auth-server-metadata", server.selected?.url), ("issuer", metadata.issuer),
      ("token-endpoint", metadata.tokenEndpoint), ("jwks-uri", metadata.jwksURI),
      ("introspection-endpoint", metadata.introspectionEndpoint),
      ("registration-endpoint", metadata.registrationEndpoint), ("revocation-endpoint", metadata.revocationEndpoint),
    ]
    for (role, url) in rest { add(role, url, ofServer: true, disallowsPrivate: isOfOther) }
    return found
  }
}
