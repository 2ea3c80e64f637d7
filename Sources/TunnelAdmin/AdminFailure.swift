import CurlHTTP

/// Why the management API did not do what was asked (operator spec 14.8). Its texts hold no key and no query.
public struct AdminFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// Nothing was sent: what was asked for cannot be right.
    case invalid
    /// Nothing was sent: the key would cross a network in the clear (W-54).
    case insecure
    /// No answer (W-56).
    case network
    /// The service said no.
    case refused
    /// The service answered with something that nobody can read.
    case unreadable
    /// The task was cancelled.
    case cancelled
  }

  public var kind: Kind
  public var message: String
  /// Of the request, when there was one: `GET`.
  public var method: String?
  /// Of the request, without host and query.
  public var path: String?
  /// Of the answer, when there was one.
  public var status: Int?
  /// The service's word for it; without one a word of ours, which stays: `network_error`, `invalid_answer`,
  /// `insecure_base_url`, `not_found`, `permission_denied`, `authentication_failed`, `rate_limit_exceeded`,
  /// `service_error`. Nil for ``Kind/invalid``.
  public var code: String?
  /// The service's word for the kind of error.
  public var type: String?
  /// `x-request-id` of the answer.
  public var requestID: String?
  /// What to do about it, for the codes that are known (14.9).
  public var mitigation: String?

  init(
    _ kind: Kind, _ message: String, method: String? = nil, path: String? = nil, status: Int? = nil,
    code: String? = nil, type: String? = nil, requestID: String? = nil, mitigation: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.method = method
    self.path = path
    self.status = status
    self.code = code
    self.type = type
    self.requestID = requestID
    self.mitigation = mitigation
  }

  /// Whether the service does not know the tunnel.
  var isNotFound: Bool { kind == .refused && status == 404 }

  /// `request GET /v1/tunnels/x failed: 403 code: message. mitigation: … (x-request-id: …)` (14.8.1)
  public var description: String {
    guard let method, let path else { return message + (mitigation.map { "; \($0)" } ?? "") }
    var text = "request \(method) \(path) failed:"
    let facts = [status.map(String.init), code].compactMap(\.self)
    if !facts.isEmpty { text += " " + facts.joined(separator: " ") + (message.isEmpty ? "" : ":") }
    if !message.isEmpty { text += " " + message }
    if let mitigation { text += " mitigation: \(mitigation)" }
    if let requestID { text += " (x-request-id: \(requestID))" }
    return text
  }

  static func invalid(_ message: String) -> AdminFailure { AdminFailure(.invalid, message) }

  static func insecure(_ origin: URLOrigin) -> AdminFailure {
    AdminFailure(
      .insecure, "the key would cross the network to \(origin.host) in the clear", code: "insecure_base_url",
      mitigation: "use an https:// URL for the control plane; http:// is for this machine only")
  }
}
