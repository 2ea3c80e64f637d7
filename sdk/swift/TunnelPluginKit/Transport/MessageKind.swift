internal import CTunnelPlugin

/// What an emitted message turned out to be, and with that what comes next.
public enum MessageKind: Sendable {
  /// The answer to this exchange: nothing more is needed, finish.
  case response
  /// Forwarded to the caller.
  case notification
  /// The server asks its client something: not forwarded.
  case request
  /// A response with another id: ignored.
  case other
  /// Not one JSON-RPC message: ignored.
  case invalid
  /// The exchange is over: it was cancelled. **Do not finish it.**
  case over
  /// More than the host forwards. The exchange is alive: finish it with a failure.
  case tooLarge
  /// The host could not take the message. The exchange is alive: finish it with a failure.
  case refused

  init(status: tunnel_status, kind: tunnel_message_kind) {
    guard status >= 0 else {
      switch PluginStatus(rawValue: status) {
      case .stale: self = .over
      case .limit: self = .tooLarge
      default: self = .refused
      }
      return
    }
    switch Int(kind) {
    case Int(TUNNEL_MESSAGE_RESPONSE): self = .response
    case Int(TUNNEL_MESSAGE_NOTIFICATION): self = .notification
    case Int(TUNNEL_MESSAGE_REQUEST): self = .request
    case Int(TUNNEL_MESSAGE_INVALID): self = .invalid
    default: self = .other
    }
  }
}
