public import OAuthDiscovery

extension Tunnel {
  /// Looks for the OAuth metadata of the main channel's server, with that of its authorization server. For a tunnel that
  /// does not run.
  ///
  /// - Returns: nil when the server has no URL.
  public func lookForMetadata() async -> DiscoveryReport? {
    await oauth.look()
  }

  /// The server that is looked at, and what may be asked beside it; nil when it has no URL.
  public var discoveryTarget: DiscoveryTarget? { oauth.target }
}
