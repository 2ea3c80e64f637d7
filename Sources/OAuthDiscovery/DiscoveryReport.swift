public import CurlHTTP
public import NIOCore

/// Everything that a look for OAuth metadata found, and how.
public struct DiscoveryReport: Sendable {
  /// What the server itself says when it is asked without a token (dataplane OA-04).
  public struct Probe: Sendable, Equatable {
    public var attempted = false
    /// Of the last answer; nil when nothing answered.
    public var status: Int?
    /// Whether a bearer token was asked for.
    public var wantsBearer = false
    /// Where the server says that its metadata is.
    public var url: String?
    /// That URL is on an origin that must not be asked.
    public var isUntrusted = false
    public var error: String?
  }

  /// The server's URL without user name and password.
  public var serverURL: String
  public var probe = Probe()
  public internal(set) var attempts: [DiscoveryAttempt] = []
  /// Nil when no usable metadata was found.
  public internal(set) var document: DiscoveredDocument?
  /// Nil when nobody looked for it, or the metadata names none.
  public var authorizationServer: AuthorizationServerReport?
  public internal(set) var verdict = DiscoveryVerdict.notAdvertised

  init(_ target: DiscoveryTarget) {
    serverURL = target.shownURL
  }

  /// The status that the server gave last, the one that was taken if there is one.
  public var lastStatus: Int? { document?.status ?? attempts.last { $0.status != nil }?.status }

  /// Some answer did not arrive, and there is no metadata: another time it may.
  public var isIncomplete: Bool { document == nil && attempts.contains(where: \.failedToArrive) }

  /// What did not arrive was too slow, all of it.
  public var timedOut: Bool {
    let lost = attempts.filter(\.failedToArrive)
    return !lost.isEmpty && lost.allSatisfy(\.timedOut)
  }
}

/// The metadata that was taken.
public struct DiscoveredDocument: Sendable {
  public var url: String
  public var source: DiscoveryAttempt.Source
  public var status: Int
  public var headers: HTTPFields
  /// As received, at most 1 MiB.
  public var body: ByteBuffer
  public var metadata: ProtectedResourceMetadata
}
