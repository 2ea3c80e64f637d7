public import CurlHTTP

/// A server whose OAuth metadata is looked for, and the way to it.
public struct DiscoveryTarget: Sendable, Equatable {
  /// As configured, possibly with a user name and a password.
  public var serverURL: String
  public var unixSocket: String?
  /// For requests to the server's own origin, and to no other (dataplane HD-05).
  public var headers: HTTPFields
  public var userAgent: String
  /// Whose proxy, trust and client certificate.
  public var route: HTTPRouteID
  /// Other origins that may be asked (user needs 4.5).
  public var trustedOrigins: [URLOrigin]

  let raw: RawURL
  let ownOrigin: URLOrigin

  /// Nil when the server's URL is not an absolute http or https URL.
  public init?(
    serverURL: String, unixSocket: String? = nil, headers: HTTPFields = HTTPFields(), userAgent: String,
    route: HTTPRouteID = .standard, trustedOrigins: [URLOrigin] = []
  ) {
    guard let raw = RawURL(serverURL), let origin = URLOrigin(serverURL) else { return nil }
    self.serverURL = serverURL
    self.unixSocket = unixSocket
    self.headers = headers
    self.userAgent = userAgent
    self.route = route
    self.trustedOrigins = trustedOrigins
    self.raw = raw
    ownOrigin = origin
  }

  /// The URLs of the metadata that the server's own URL leads to, the best one first.
  public var wellKnownURLs: [String] { MetadataCandidates.wellKnown(of: raw).map(\.url) }

  /// Whether the URL is on the server's own origin.
  public func isOwn(_ url: String) -> Bool { URLOrigin(url) == ownOrigin }

  /// Whether the client may send a request there.
  public func trusts(_ url: String) -> Bool {
    guard let asked = URLOrigin(url) else { return false }
    return asked == ownOrigin || trustedOrigins.contains(asked)
  }

  /// The server's URL, fit to be shown.
  var shownURL: String { raw.origin + raw.path }

  /// The URL with the name and password of the server's own, where it is on the same origin.
  func withUserInfo(_ url: String) -> String {
    guard let userInfo = raw.userInfo, isOwn(url), let parts = RawURL(url), parts.userInfo == nil,
      let start = url.firstRange(of: "://")
    else { return url }
    return "\(url[..<start.upperBound])\(userInfo)@\(url[start.upperBound...])"
  }
}
