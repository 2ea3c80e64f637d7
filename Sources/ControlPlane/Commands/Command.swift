public import CurlHTTP
public import NIOCore
public import RawJSON

/// One unit of work from a poll: sliced out of the poll's body, not decoded.
public struct Command: Sendable {
  public enum Kind: Sendable {
    /// A JSON-RPC message for the channel's server.
    case message(JSONRPCMessage)
    /// The session in the headers is over (`Mcp-Session-Id`).
    case sessionTermination
    /// Protected-resource metadata is asked for; absent from the published contract, but real (DEC-04).
    case oauthDiscovery
  }

  public var kind: Kind
  public var requestID: String
  /// Opaque; echoed in the response POST.
  public var shardToken: String
  public var channel: String
  public var headers: HTTPFields
  /// The raw JSON-RPC message; empty for the other kinds. Ranges of ``JSONRPCMessage`` count from its start.
  public var payload: ByteBuffer
  /// When the head of the poll's answer was there (DEC-01).
  public var receivedAt: ContinuousClock.Instant
  /// When the service made it, in milliseconds since 1970; nil: it did not say so in a way that can be read.
  public var createdAt: Int64?
  /// `receivedAt` plus `response_timeout`; nil: nobody said (TO-02).
  public var deadline: ContinuousClock.Instant?
  /// Which of the commands of this run it is, from 1; the dispatcher counts them. 0: nobody has.
  public var sequence: UInt64 = 0

  /// The raw id token of a request.
  public var id: ByteBuffer? {
    guard case .message(let message) = kind, let id = message.id else { return nil }
    return payload.getSlice(at: payload.readerIndex + id.lowerBound, length: id.count)
  }

  /// The method's name, for logs and metrics.
  public var method: String? {
    guard case .message(let message) = kind, let method = message.method else { return nil }
    return payload.getString(at: payload.readerIndex + method.lowerBound, length: method.count)
  }

  /// The caller's `X-Request-Id`, which the response POST carries on (CP-03).
  public var clientRequestID: String? { headers.first("x-request-id") }
}

extension Command {
  /// A message that no control plane has sent, and none will hear of.
  public init(
    local message: JSONRPCMessage, payload: ByteBuffer, channel: String, headers: HTTPFields,
    receivedAt: ContinuousClock.Instant
  ) {
    self.init(
      kind: .message(message), requestID: "local", shardToken: "", channel: channel, headers: headers,
      payload: payload, receivedAt: receivedAt)
  }
}
