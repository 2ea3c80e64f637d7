import NIOCore

/// What the service said with an unexpected status (dataplane spec CP-11).
struct ServiceError: Sendable, CustomStringConvertible {
  let status: Int
  private(set) var code: String?
  private(set) var message: String?

  private static let longestText = 1024

  init(status: Int, body: ByteBuffer) {
    self.status = status
    code = body.jsonString(at: "/error/code") ?? body.jsonString(at: "/code")
    message = body.jsonString(at: "/error/message") ?? body.jsonString(at: "/message") ?? body.jsonString(at: "/detail")
    if message == nil, body.readableBytes > 0 {
      let raw = body.getString(at: body.readerIndex, length: min(body.readableBytes, Self.longestText)) ?? ""
      message = raw.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
  }

  var description: String {
    var text = "HTTP \(status)"
    if let code { text += " \(code)" }
    if let message, !message.isEmpty { text += ": \(message)" }
    if let hint { text += ". \(hint)" }
    return text
  }

  /// What to do about it.
  var hint: String? {
    switch (status, code) {
    case (_, "tunnel_active_organization_required"): "Set --control-plane.organization-id to the tunnel's organization"
    case (_, "tunnel_use_forbidden"), (_, "tunnel_missing_principals"):
      "Use an API key of the organization that owns the tunnel, with permission to use it"
    case (_, "invalid_tunnel_id_format"): "Copy the tunnel id from the platform's tunnel settings"
    case (_, "rate_limit_exceeded"), (429, _): "The client slows down by itself"
    case (401, _): "Check CONTROL_PLANE_API_KEY"
    case (403, _): "The key is known but may not use this tunnel"
    case (404, _): "Check --control-plane.tunnel-id and --control-plane.base-url"
    default: nil
    }
  }
}
