import NIOCore

/// What a tunnel client posts for a command.
struct Answer: Sendable {
  enum Kind: String, Sendable {
    case response = "jsonrpc_response"
    case notification = "jsonrpc_notify"
    case acknowledgement = "notify_ack"
    case sessionTermination = "session_termination_response"
    case oauthDiscovery = "oauth_discovery_response"

    /// Whether more may follow.
    var isTerminal: Bool { self != .notification }
    var carriesPayload: Bool { self == .response || self == .notification || self == .oauthDiscovery }
  }

  let requestID: String
  let kind: Kind
  let code: Int
  let headers: [CommandHeader]
  /// The message, byte for byte.
  let payload: ByteBuffer?
}
