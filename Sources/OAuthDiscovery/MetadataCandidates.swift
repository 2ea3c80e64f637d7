/// Where protected-resource metadata may be (RFC 9728 §3, dataplane OA-03). Pure.
enum MetadataCandidates {
  private static let wellKnown = "/.well-known/oauth-protected-resource"

  typealias Candidate = (url: String, source: DiscoveryAttempt.Source)

  /// What the server's own URL leads to, the more specific one first.
  static func wellKnown(of server: RawURL) -> [Candidate] {
    let root = (server.origin + wellKnown, DiscoveryAttempt.Source.wellKnownRoot)
    let path = server.trimmedPath
    guard !path.isEmpty else { return [root] }
    let specific = path == wellKnown || path.hasPrefix(wellKnown + "/") ? path : wellKnown + path
    let url = server.origin + specific
    return url == root.0 ? [root] : [(url, .wellKnownPath), root]
  }

  /// All of them, each once; the server's own word comes first.
  static func all(of server: RawURL, advertised: String?) -> [Candidate] {
    let known = wellKnown(of: server)
    guard let advertised else { return known }
    return [(advertised, .wwwAuthenticate)] + known.filter { $0.url != advertised }
  }
}
