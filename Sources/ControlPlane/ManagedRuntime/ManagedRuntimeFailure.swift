/// Why the service gave no managed `cloudflared` runtime, what that means, and what to do (user needs #70). It knows the
/// status and nothing of the body (dataplane spec CP-14).
public enum ManagedRuntimeFailure: Error, Sendable, Equatable, CustomStringConvertible {
  case status(Int)
  case unreachable(String)
  case unusable
  case cancelled

  public var description: String {
    switch self {
    case .status(let status): "HTTP \(status): \(Self.meaning(of: status))"
    case .unreachable(let kind):
      "the service cannot be reached (\(kind)). Check --control-plane.base-url and the proxies"
    case .unusable: "the answer lacks the tunnel's names or its token. To go on, \(Self.otherwise)"
    case .cancelled: "stopped before there was an answer"
    }
  }

  private static func meaning(of status: Int) -> String {
    switch status {
    case 401: "the service does not know the API key. Check CONTROL_PLANE_API_KEY"
    case 403:
      "the key may not use this tunnel's cloudflared runtime. Use a key of the organization that owns the tunnel"
    case 404: "no cloudflared runtime is provisioned for this tunnel. Have it set up on the platform, or \(otherwise)"
    case 429: "too many requests, three times. Start again later"
    case 500...: "the service failed, three times. Start again later"
    default: "unexpected. To go on, \(otherwise)"
    }
  }

  private static let otherwise =
    "give a token of your own in CLOUDFLARED_TUNNEL_TOKEN, or leave --cloudflared.managed away"
}
