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

  /// What to do about it (CP-12); without a full stop.
  var hint: String? {
    if let own { return own }
    return code.flatMap { Mitigation(rawValue: $0) }.map { String($0.text.dropLast()) } ?? byStatus
  }

  /// Where the one who runs the client can do something else than the one who manages tunnels.
  private var own: String? {
    switch code {
    case "tunnel_active_organization_required", "tunnel_active_organization_context_required":
      "Set --control-plane.organization-id to the tunnel's organization"
    case "tunnel_use_forbidden", "tunnel_missing_principals":
      "Use an API key of the organization that owns the tunnel, with permission to use it"
    case "invalid_tunnel_id_format": "Copy the tunnel id from the platform's tunnel settings"
    case "rate_limit_exceeded": "The client slows down by itself"
    case "request_body_too_large": "The answer is larger than the service takes; have the MCP server say less at once"
    default: nil
    }
  }

  private var byStatus: String? {
    switch status {
    case 401: "Check CONTROL_PLANE_API_KEY"
    case 403: "The key is known but may not use this tunnel"
    case 404: "Check --control-plane.tunnel-id and --control-plane.base-url"
    case 429: "The client slows down by itself"
    default: nil
    }
  }
}
