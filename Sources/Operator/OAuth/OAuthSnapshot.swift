public import HTTPServing
public import OAuthDiscovery

/// What is known of the main channel's OAuth metadata, for `/api/oauth` (operator spec 11.5).
public struct OAuthSnapshot: Sendable {
  /// The URLs that the server's own URL leads to; empty when it has none.
  public var discoveryURLs: [String]
  /// Nil before the first look is over, and where there is nothing to look for.
  public var report: DiscoveryReport?
  /// When the report was made (W-40).
  public var asOf: Timestamp?
  /// The first look is under way.
  public var isPending: Bool
  /// Why there is nothing to look for, or why the last look brought nothing new.
  public var error: String?

  public init(
    discoveryURLs: [String] = [], report: DiscoveryReport? = nil, asOf: Timestamp? = nil, isPending: Bool = false,
    error: String? = nil
  ) {
    self.discoveryURLs = discoveryURLs
    self.report = report
    self.asOf = asOf
    self.isPending = isPending
    self.error = error
  }
}
