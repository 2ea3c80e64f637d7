public import HTTPServing

/// How the operator server is set up.
public struct OperatorConfiguration: Sendable {
  /// Where it listens.
  public var listen: ListenAddress
  /// Where to write the base URL while the server is up.
  public var urlFile: String?
  /// Names other than `localhost` under which the UI and the API may be addressed.
  public var allowedHosts: [String]
  /// Whether peers on other machines may see the UI and the API, with the access token. `/healthz` and `/readyz` answer
  /// everyone who can reach them.
  public var allowsRemotePeers: Bool
  /// Whether they may also change things; means nothing without `allowsRemotePeers`.
  public var allowsRemoteControl = false
  /// Whether they may read `/metrics`.
  public var allowsRemoteMetrics = false
  /// Where the access token is written while the server is up, mode 0600.
  public var tokenFile: String?
  /// Of this process; the streams begin anew for a reader who says that it has followed another one.
  public var instanceID: String?
  /// Whether `/health` shows its components when the request does not say.
  public var showsHealthDetails: Bool

  /// A configuration; every part has a default.
  public init(
    listen: ListenAddress = .tcp(host: "127.0.0.1", port: 8080), urlFile: String? = nil, allowedHosts: [String] = [],
    allowsRemotePeers: Bool = false, showsHealthDetails: Bool = false
  ) {
    self.listen = listen
    self.urlFile = urlFile
    self.allowedHosts = allowedHosts
    self.allowsRemotePeers = allowsRemotePeers
    self.showsHealthDetails = showsHealthDetails
  }
}
