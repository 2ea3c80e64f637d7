import RawJSON

/// A configuration file for a `cloudflared` that somebody runs by himself (operator spec 22.2). Pure.
public struct CloudflaredConfiguration: Sendable, Equatable {
  public enum Level: String, Sendable, CaseIterable {
    case debug, info, warn, error, fatal
  }

  public enum Transport: String, Sendable, CaseIterable {
    case auto, http2, quic
  }

  public enum AddressFamily: String, Sendable, CaseIterable {
    case auto
    case four = "4"
    case six = "6"
  }

  /// The path of the file with the token; the token itself never stands in a configuration.
  public var tokenFile: String
  /// `host:port`
  public var metrics: String
  public var level: Level
  public var transportLevel: Level
  public var transport: Transport
  public var addressFamily: AddressFamily
  public var retries: Int
  /// As cloudflared reads it: `30s`.
  public var gracePeriod: String

  public init(
    tokenFile: String, metrics: String = "127.0.0.1:20241", level: Level = .info, transportLevel: Level = .warn,
    transport: Transport = .auto, addressFamily: AddressFamily = .auto, retries: Int = 5, gracePeriod: String = "30s"
  ) {
    self.tokenFile = tokenFile
    self.metrics = metrics
    self.level = level
    self.transportLevel = transportLevel
    self.transport = transport
    self.addressFamily = addressFamily
    self.retries = retries
    self.gracePeriod = gracePeriod
  }

  public var yaml: String {
    """
    # For cloudflared tunnel --config FILE run; written for release \(CloudflaredRelease.version).
    # The token is in a file of its own: keep it readable for cloudflared alone (chmod 600).
    # Whoever reaches the metrics address sees what the tunnel does.
    token-file: \(Self.quoted(tokenFile))
    no-autoupdate: true
    metrics: \(Self.quoted(metrics))
    loglevel: \(Self.quoted(level.rawValue))
    transport-loglevel: \(Self.quoted(transportLevel.rawValue))
    protocol: \(Self.quoted(transport.rawValue))
    edge-ip-version: \(Self.quoted(addressFamily.rawValue))
    retries: \(retries)
    grace-period: \(Self.quoted(gracePeriod))

    """
  }

  /// A JSON string is one in YAML, too (YAML 1.2 §7.3.1).
  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONQuoting.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
