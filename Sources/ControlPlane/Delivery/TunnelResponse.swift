public import CurlHTTP
public import NIOCore
import RawJSON

/// One response POST for a command (dataplane spec section 8).
public struct TunnelResponse: Sendable {
  public enum Kind: String, Sendable {
    case response = "jsonrpc_response"
    case notification = "jsonrpc_notify"
    case notificationAck = "notify_ack"
    case sessionTermination = "session_termination_response"
    case oauthDiscovery = "oauth_discovery_response"

    /// Whether it ends the command.
    public var isTerminal: Bool { self != .notification }
  }

  public var kind: Kind
  /// An HTTP-style status.
  public var code: Int
  /// Already filtered, see ``ResponseHeaders``.
  public var headers: HTTPFields
  /// The raw JSON in segments; nil for the kinds that have none.
  public var json: [ByteBuffer]?
  /// How long the server took for a ``Kind/response``.
  public var timing: ResponseTiming?

  public init(_ kind: Kind, code: Int, headers: HTTPFields = HTTPFields(), json: [ByteBuffer]? = nil) {
    self.kind = kind
    self.code = code
    self.headers = headers
    self.json = json
  }

  /// The body to post (RP-01): the keys in their order, the JSON spliced in as it is.
  func body(for command: Command) -> [ByteBuffer] {
    var front = Array("{\"request_id\":".utf8)
    front.reserveCapacity(256)
    JSONQuoting.append(command.requestID, to: &front)
    front += Array(",\"channel\":".utf8)
    JSONQuoting.append(command.channel, to: &front)
    var back: [UInt8] = []
    if let json {
      front += Array(",\"resp_json\":".utf8)
      appendRest(to: &back)
      return [ByteBuffer(bytes: front)] + json + [ByteBuffer(bytes: back)]
    }
    appendRest(to: &front)
    return [ByteBuffer(bytes: front)]
  }

  private func appendRest(to output: inout [UInt8]) {
    if !headers.isEmpty {
      output += Array(",\"resp_headers\":".utf8)
      ResponseHeaders.append(headers, to: &output)
    }
    output += Array(",\"resp_code\":\(code),\"resp_type\":\"\(kind.rawValue)\"".utf8)
    if kind == .response, let timing { output += Array(",\"resp_timing\":\(timing.json)".utf8) }
    output.append(UInt8(ascii: "}"))
  }
}
