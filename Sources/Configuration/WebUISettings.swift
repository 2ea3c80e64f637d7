/// Who may look at the operator's page and API, and what they find there.
public struct WebUISettings: Sendable, Equatable {
  /// Peers on other machines may look, with the access token.
  public var allowsRemotePeers = false
  /// They may also act.
  public var allowsRemoteControl = false
  /// They may read the metrics, without a token.
  public var allowsRemoteMetrics = false
  /// Names other than those of this machine under which the page may be addressed.
  public var allowedHosts: [String] = []
  /// Where the access token is written; nil: beside the URL file, if there is one.
  public var tokenFile: String?
  /// The page is opened in the browser at the start.
  public var opens = false

  /// What is safe.
  public init() {}
}
