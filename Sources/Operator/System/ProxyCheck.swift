public import HTTPServing

/// One look at a proxy (operator spec 11.4.1).
public struct ProxyCheck: Sendable, Equatable {
  /// How far it came.
  public enum Phase: String, Sendable, CaseIterable {
    /// To the proxy.
    case tcp
    /// Through it.
    case connect
  }

  /// Why it came no further.
  public enum Reason: String, Sendable, CaseIterable {
    case timeout
    case dialError = "dial_error"
    case connectError = "connect_error"
    case badStatus = "bad_status"
    case missingProxyHost = "missing_proxy_host"
    case missingTargetHost = "missing_target_host"
  }

  /// When it ended.
  public var at: Timestamp
  /// How long the proxy took to accept.
  public var tcp: Duration?
  /// How long it took to open the tunnel; nil also where none is used.
  public var connect: Duration?
  /// Nil: all went well.
  public var failure: Failure?
  /// What the proxy answered to CONNECT.
  public var httpStatus: Int?

  /// Where and why it ended.
  public struct Failure: Sendable, Equatable {
    /// Where.
    public var phase: Phase
    /// Why.
    public var reason: Reason

    /// A failure.
    public init(_ phase: Phase, _ reason: Reason) {
      self.phase = phase
      self.reason = reason
    }
  }

  /// A check.
  public init(
    at: Timestamp, tcp: Duration? = nil, connect: Duration? = nil, failure: Failure? = nil, httpStatus: Int? = nil
  ) {
    self.at = at
    self.tcp = tcp
    self.connect = connect
    self.failure = failure
    self.httpStatus = httpStatus
  }

  /// Whether the proxy does its work.
  public var success: Bool { failure == nil }

  var facts: [(name: String, value: HealthValue)] {
    [
      ("timestamp", .time(at)), ("success", .flag(success)), ("tcp_duration_ms", .number(tcp.map(Self.milliseconds))),
      ("connect_duration_ms", .number(connect.map(Self.milliseconds))),
      ("error_phase", .text(failure?.phase.rawValue)), ("error_reason", .text(failure?.reason.rawValue)),
      ("http_status_category", .text(httpStatus.map { "\($0 / 100)xx" })),
    ]
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int((duration / .milliseconds(1)).rounded())
  }
}
