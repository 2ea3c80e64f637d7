public import CurlHTTP
public import NIOCore

/// What a plugin reported of an exchange, in the order in which it reported it.
public enum ExchangeEvent: Sendable {
  /// Status and headers of the server's answer; at most once, before any message.
  case head(status: Int, headers: HTTPFields)
  /// The answer to the command, checked and with the caller's id in place; at most once.
  case response([ByteBuffer])
  /// A message for the caller on the way to the answer.
  case notification(ByteBuffer)
  /// Something the server sent that cannot be forwarded; the exchange goes on.
  case ignored(IgnoredMessage)
  /// The end; exactly once, and the last event.
  case finished(ExchangeOutcome)
}

public enum IgnoredMessage: String, Sendable {
  /// The server asked its client something (sampling, elicitation, ping).
  case serverRequest = "server_request"
  /// A response with an id that nobody waits for here.
  case otherResponse = "other_response"
  case notJSONRPC = "not_jsonrpc"
}

/// How an exchange ended.
public struct ExchangeOutcome: Sendable {
  public enum Failure: Sendable, Equatable {
    case none
    case dns
    case tls
    case connect
    case closed
    case timeout
    case `protocol`
    case `internal`
    case unsupported
  }

  public var failure: Failure
  /// In the words of the wire (`transport_error_kind`); empty: by the source.
  public var kind: String
  /// For the log only.
  public var detail: String
  /// The front of an HTTP error answer's body.
  public var errorBody: ByteBuffer
  /// How long that body really was, in bytes.
  public var errorBodyLength: Int
  /// The auth plugin that supplied no credential, so that the call was not made.
  public var authPlugin: String?

  public init(
    _ failure: Failure, kind: String = "", detail: String = "", errorBody: ByteBuffer = ByteBuffer(),
    errorBodyLength: Int = 0
  ) {
    self.failure = failure
    self.kind = kind
    self.detail = detail
    self.errorBody = errorBody
    self.errorBodyLength = errorBodyLength
  }
}

/// Who an exchange is for. Called on the loop, never from within the plugin's call.
@NetworkLoop
public protocol ExchangeReceiver: AnyObject, Sendable {
  func receive(_ event: ExchangeEvent)
}
