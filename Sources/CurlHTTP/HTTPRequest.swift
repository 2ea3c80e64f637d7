public import NIOCore

/// A request as ``HTTPClient`` sends it.
public struct HTTPRequest: Sendable {
  public enum Body: Sendable {
    case none
    /// Sent one behind the other, without being joined first when they are large.
    case segments([ByteBuffer])
    /// Comes piece by piece through ``HTTPTransfer/write(_:end:)``; chunked, or an HTTP/2 data stream.
    case streamed

    /// Nil when nobody can know beforehand.
    var byteCount: Int? {
      switch self {
      case .none: 0
      case .segments(let parts): parts.reduce(0) { $0 + $1.readableBytes }
      case .streamed: nil
      }
    }
  }

  public enum Redirects: Sendable {
    /// A 3xx is an answer like any other: credentials never travel on.
    case none
    /// 307 and 308 (for a GET also 301 to 303) to the same scheme, host and port are followed with method and body, at
    /// most so often.
    case sameOrigin(limit: Int)
  }

  public var method: String
  /// `http` or `https`, absolute.
  public var url: String
  public var headers: HTTPFields
  public var body: Body
  /// A path: connect there instead of to the URL's host, which still gives `Host` and TLS name.
  public var unixSocket: String?
  /// For the whole request, body included; nil: unbounded.
  public var timeout: Duration?
  public var connectTimeout: Duration
  public var redirects: Redirects
  /// Whose proxy and certificate, see ``HTTPRoutes``.
  public var route: HTTPRouteID

  public init(
    method: String, url: String, headers: HTTPFields = HTTPFields(), body: Body = .none, unixSocket: String? = nil,
    timeout: Duration? = nil, connectTimeout: Duration = .seconds(30), redirects: Redirects = .none,
    route: HTTPRouteID = .standard
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.unixSocket = unixSocket
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.redirects = redirects
    self.route = route
  }

  /// Whether it may arrive twice: of the idempotent methods (RFC 9110 §9.2.2) those that change nothing. A session
  /// that is ended twice would be "not found" the second time.
  var mayBeRepeated: Bool {
    switch method {
    case "GET", "HEAD", "OPTIONS", "TRACE": true
    default: false
    }
  }
}
