import CurlHTTP
import OAuthDiscovery
import RawJSON
import Trust

/// The URLs that OAuth discovery came upon, for the plugins that reach them for the service (dataplane HB-01 to HB-03).
/// Pure.
struct OAuthEndpoints: Sendable, Equatable {
  struct Endpoint: Sendable, Equatable {
    var role: String
    /// As it was spelled.
    var url: String
    var group: String?
    /// On an origin that neither the operator named nor follows from one that the operator named.
    var isForeign: Bool
    var unixSocket: String?
  }

  private(set) var all: [Endpoint] = []
  private let target: DiscoveryTarget

  /// What a report names; nothing without a document.
  init(_ report: DiscoveryReport, of target: DiscoveryTarget) {
    self.target = target
    guard let document = report.document else { return }
    let issuer = document.metadata.authorizationServers.first
    let group = "auth-server:\(SHA256.digits(document.url.utf8).prefix(12)):0"
    add("prmd-resource", document.metadata.resource, isForeign: !target.trusts(document.metadata.resource))
    if let issuer { add("prmd-auth-server", issuer, group, isForeign: !target.trusts(issuer)) }
    add("prmd-source", document.url, isForeign: !target.trusts(document.url))
    guard let issuer, let server = report.authorizationServer, let selected = server.selected,
      let metadata = server.metadata
    else { return }
    let ofServer: [(role: String, url: String?)] = [
      ("auth-server-metadata", selected.url), ("issuer", metadata.issuer),
      ("token-endpoint", metadata.tokenEndpoint), ("jwks-uri", metadata.jwksURI),
      ("introspection-endpoint", metadata.introspectionEndpoint),
      ("registration-endpoint", metadata.registrationEndpoint),
      ("revocation-endpoint", metadata.revocationEndpoint),
    ]
    let metadataURLs = Set(server.attempts.map(\.url))
    for (role, url) in ofServer {
      guard let url else { continue }
      let isOfIssuer = Self.isSameOrigin(url, issuer)
      add(
        role, url, group, isForeign: !(target.trusts(issuer) && (isOfIssuer || target.trusts(url))),
        sharesSocket: metadataURLs.contains(url) || isOfIssuer && Self.isBelow(url, issuer))
    }
  }

  private mutating func add(
    _ role: String, _ url: String, _ group: String? = nil, isForeign: Bool, sharesSocket: Bool = true
  ) {
    guard URLOrigin(url) != nil else { return }
    let socket = sharesSocket && target.isOwn(url) ? target.unixSocket : nil
    all.append(Endpoint(role: role, url: url, group: group, isForeign: isForeign, unixSocket: socket))
  }

  private static func isSameOrigin(_ url: String, _ other: String) -> Bool {
    guard let origin = URLOrigin(url) else { return false }
    return origin == URLOrigin(other)
  }

  /// Whether a URL is the issuer's, or has its path in front.
  private static func isBelow(_ url: String, _ issuer: String) -> Bool {
    let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
    return url == base || url.hasPrefix(base + "/")
  }

  /// As `ext/host_oauth.h` describes it.
  var json: [UInt8] {
    var json = Array("{\"endpoints\":[".utf8)
    for (index, endpoint) in all.enumerated() {
      json += Array(index == 0 ? "{\"role\":".utf8 : ",{\"role\":".utf8)
      JSONQuoting.append(endpoint.role, to: &json)
      for (name, value) in [
        ("url", endpoint.url), ("group", endpoint.group), ("unix_socket", endpoint.unixSocket),
      ] {
        guard let value else { continue }
        json += Array(",\"\(name)\":".utf8)
        JSONQuoting.append(value, to: &json)
      }
      json += Array(",\"foreign\":\(endpoint.isForeign)}".utf8)
    }
    return json + Array("]}".utf8)
  }
}
