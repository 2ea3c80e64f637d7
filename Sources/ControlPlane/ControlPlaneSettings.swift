public import CurlHTTP

/// How to reach the control plane and as whom.
public struct ControlPlaneSettings: Sendable {
  /// Scheme, host and port; without a trailing slash, path or query (dataplane spec CP-01).
  public var baseURL: String
  /// Empty, or a path that every route is under, starting with a slash and not ending in one.
  public var urlPath: String
  /// Connect here instead of to the URL's host.
  public var unixSocket: String?
  /// `tunnel_` and 32 characters of a-z0-9.
  public var tunnelID: String
  public var apiKey: String
  /// Sent as `OpenAI-Organization` when not empty.
  public var organizationID: String
  public var identity: ClientIdentity
  /// How long the service may hold a poll.
  public var pollWait: Duration
  /// How much longer we wait for its answer.
  public var pollGuardrail: Duration
  /// How much longer an answer may still come for a poll that counts as failed: its commands are handed out to nobody
  /// else. The next poll does not wait for it.
  public var lateAnswerGrace = Duration.seconds(10)
  /// How many polls may be under way at once.
  public var pollers: Int
  /// Sorted; only these are asked for and announced. Empty: all.
  public var pollChannels: [String]
  /// The operator's own headers for every request; none that the client sets itself.
  public var extraHeaders: HTTPFields
  /// Say how long a server took (`resp_timing`).
  public var sendsTiming: Bool
  /// Hand a command's trace context on to its server.
  public var forwardsTraceContext: Bool

  public init(
    baseURL: String, urlPath: String = "", unixSocket: String? = nil, tunnelID: String, apiKey: String,
    organizationID: String = "", identity: ClientIdentity, pollWait: Duration = .seconds(30),
    pollGuardrail: Duration = .seconds(5), pollers: Int = 1, pollChannels: [String] = [],
    extraHeaders: HTTPFields = HTTPFields(),
    sendsTiming: Bool = false, forwardsTraceContext: Bool = false
  ) {
    self.baseURL = baseURL
    self.urlPath = urlPath
    self.unixSocket = unixSocket
    self.tunnelID = tunnelID
    self.apiKey = apiKey
    self.organizationID = organizationID
    self.identity = identity
    self.pollWait = pollWait
    self.pollGuardrail = pollGuardrail
    self.pollers = pollers
    self.pollChannels = pollChannels
    self.extraHeaders = extraHeaders
    self.sendsTiming = sendsTiming
    self.forwardsTraceContext = forwardsTraceContext
  }

  func url(_ route: String) -> String {
    "\(baseURL)\(urlPath)/v1/tunnels/\(tunnelID)\(route)"
  }

  /// The keys in their alphabetical order (PL-02).
  func pollURL(limit: Int, wait: Duration) -> String {
    let channels = pollChannels.map { "channel=\($0)&" }.joined()
    return url("/poll?\(channels)limit=\(limit)&timeout_ms=\(max(1, wait.milliseconds))")
  }
}

extension HTTPRouteID {
  /// The way to the control plane.
  public static let controlPlane = HTTPRouteID("control-plane")
}

/// Who we are in every request and log line (dataplane spec GEN-02, GEN-03).
public struct ClientIdentity: Sendable {
  public let name: String
  public let version: String
  /// 32 lowercase hex digits, random for each process.
  public let instanceID: String

  public init(name: String = "tunnel-client-swift", version: String) {
    self.name = name
    self.version = version
    let digits = Array("0123456789abcdef")
    var generator = SystemRandomNumberGenerator()
    instanceID = String((0..<32).map { _ in digits[Int(generator.next() & 15)] })
  }
}
