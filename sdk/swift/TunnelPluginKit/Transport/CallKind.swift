internal import CTunnelPlugin

/// What the host wants delivered.
public enum CallKind: Sendable {
  /// A JSON-RPC request: exactly one response is expected.
  case request
  /// A JSON-RPC notification: deliver it, then finish.
  case notification
  /// A JSON-RPC response to the server: deliver it, then finish.
  case response
  /// End the session that the headers name; there is no message.
  case sessionEnd
  /// Something that a newer host knows and this kit does not.
  case unknown

  init(_ kind: UInt32) {
    switch Int(kind) {
    case Int(TUNNEL_CALL_REQUEST): self = .request
    case Int(TUNNEL_CALL_NOTIFICATION): self = .notification
    case Int(TUNNEL_CALL_RESPONSE): self = .response
    case Int(TUNNEL_CALL_SESSION_END): self = .sessionEnd
    default: self = .unknown
    }
  }
}
