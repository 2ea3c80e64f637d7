import ControlPlane
import CurlHTTP
import MCPLifecycle
import NIOCore
import PluginHost
import RawJSON

/// The terminal response to a command: every way in which one can end, as pure functions.
enum Answer {
  /// Status and headers of the server's answer; without them a transport without HTTP.
  struct Head: Sendable {
    var status: Int
    var headers: HTTPFields
  }

  /// The server's own answer (dataplane spec HT-04, HD-08).
  static func response(_ json: [ByteBuffer], head: Head?) -> TunnelResponse {
    TunnelResponse(
      .response, code: head?.status ?? 200, headers: ResponseHeaders.filtered(head?.headers, contentType: .ofMessage),
      json: json)
  }

  /// An answer of the lifecycle, with the raw token of the request's id.
  static func reply(_ reply: Reply, to command: Command) -> TunnelResponse {
    let (front, back) = reply.parts
    return TunnelResponse(
      .response, code: reply.status, headers: HTTPFields(["Content-Type": "application/json"]),
      json: [ByteBuffer(bytes: front), command.id ?? ByteBuffer(string: "null"), ByteBuffer(bytes: back)])
  }

  /// A message of the server on the way to its answer.
  static func notification(_ json: ByteBuffer, head: Head?) -> TunnelResponse {
    let headers = ResponseHeaders.filtered(head?.headers, contentType: .defaulting("text/event-stream"))
    return TunnelResponse(.notification, code: head?.status ?? 200, headers: headers, json: [json])
  }

  /// The exchange ended, and there was no response to forward.
  ///
  /// - Returns: the answer, and what failed, when something did.
  static func ended(_ command: Command, outcome: ExchangeOutcome, head: Head?) -> (TunnelResponse, TunnelFailure?) {
    let failure = failure(of: command, outcome, head)
    let status = head?.status ?? 200
    switch command.kind {
    case .message(let message) where message.kind == .request:
      let id = command.id ?? ByteBuffer(string: "null")
      if outcome.failure == .none, !(200..<300).contains(status),
        PreservedError.judge(outcome.errorBody, length: outcome.errorBodyLength, id: id) == .preserve
      {
        return (response([outcome.errorBody], head: head), nil)
      }
      let reason = failure ?? .protocol("non_protocol_response")
      // A server that answered with an error keeps its status; everything else is a bad gateway (W-29).
      let code = reason.upstreamStatus ?? 502
      return (synthesized(id: id, reason, code: code, head: head), reason)
    case .message:
      // A notification's end is an acknowledgement, also when it failed (W-32).
      let code = outcome.failure == .none ? status : 502
      return (TunnelResponse(.notificationAck, code: code, headers: unchanged(head)), failure)
    case .sessionTermination:
      let code = outcome.failure == .unsupported ? 405 : outcome.failure == .none ? status : 502
      return (TunnelResponse(.sessionTermination, code: code, headers: unchanged(head)), failure)
    case .oauthDiscovery:
      return (discovery(.notSupported), failure)
    }
  }

  /// Not handed to any server: the client itself says no.
  static func refusal(_ command: Command, _ failure: TunnelFailure, code: Int) -> TunnelResponse {
    switch command.kind {
    case .message(let message) where message.kind == .request:
      return synthesized(id: command.id ?? ByteBuffer(string: "null"), failure, code: code, head: nil)
    case .message:
      return TunnelResponse(.notificationAck, code: code)
    case .sessionTermination:
      return TunnelResponse(.sessionTermination, code: code)
    case .oauthDiscovery:
      return oauthError(code, "unavailable", ReasonPhrase.of(code))
    }
  }

  /// No binding serves the channel (CH-03, W-14).
  static func unsupportedChannel(_ command: Command) -> TunnelResponse {
    badChannel(command, "unsupported channel \"\(command.channel)\"")
  }

  private static func badChannel(_ command: Command, _ text: String) -> TunnelResponse {
    switch command.kind {
    case .message(let message) where message.kind == .request:
      return jsonError(command, code: -32603, "Bad Request: \(text)", data: "{\"code\":\"unsupported_channel\"}")
    case .message: return TunnelResponse(.notificationAck, code: 400)
    case .sessionTermination: return TunnelResponse(.sessionTermination, code: 400)
    case .oauthDiscovery: return oauthError(400, "unsupported_channel", text)
    }
  }

  /// The command itself is not usable (W-07).
  static func rejection(_ command: Command, _ rejection: Rejection) -> TunnelResponse {
    switch rejection {
    // What was asked for cannot be repeated: the answer's own channel must be a valid name.
    case .invalidChannel: return badChannel(command, "invalid channel name")
    case .missingSessionID: return TunnelResponse(.sessionTermination, code: 400)
    case .invalidMessage(let why):
      guard case .message(let message) = command.kind else { return refusal(command, .clientInternal(), code: 400) }
      // A readable message that expects no answer gets none (W-32).
      if message.kind == .response || message.method != nil, message.kind != .request {
        return TunnelResponse(.notificationAck, code: 400)
      }
      // Without an id that can be echoed, the answer's id is null (JSON-RPC 2.0 §5).
      return jsonError(command, code: -32600, "Invalid Request: \(why)", data: nil)
    }
  }

  /// The result was refused for good by the service: a small error takes its place (W-16).
  static func undeliverable(_ command: Command, status: Int) -> TunnelResponse {
    let text = status == 413 ? "response too large for the tunnel" : "response refused by the tunnel service"
    return jsonError(command, code: -32603, text, data: nil, status: 502)
  }

  private static func jsonError(
    _ command: Command, code: Int, _ text: String, data: String?, status: Int = 400
  ) -> TunnelResponse {
    var back = Array(",\"error\":{\"code\":\(code),\"message\":".utf8)
    JSONQuoting.append(text, to: &back)
    if let data { back += Array(",\"data\":\(data)".utf8) }
    back += Array("}}".utf8)
    let id = command.id ?? ByteBuffer(string: "null")
    return TunnelResponse(
      .response, code: status, headers: HTTPFields(["Content-Type": "application/json"]),
      json: [ByteBuffer(string: "{\"jsonrpc\":\"2.0\",\"id\":"), id, ByteBuffer(bytes: back)])
  }

  private static func failure(of command: Command, _ outcome: ExchangeOutcome, _ head: Head?) -> TunnelFailure? {
    let status = head?.status ?? 200
    if (400..<600).contains(status) {
      let judgement = PreservedError.judge(
        outcome.errorBody, length: outcome.errorBodyLength, id: command.id ?? ByteBuffer())
      if case .replace(let kind) = judgement { return .targetHTTP(status: status, kind: kind) }
      return .targetHTTP(status: status, kind: "http_status")
    }
    if outcome.failure != .none { return TunnelFailure(outcome) }
    if !(200..<300).contains(status) { return .protocol("non_protocol_response") }
    return nil
  }

  private static func synthesized(id: ByteBuffer, _ failure: TunnelFailure, code: Int, head: Head?) -> TunnelResponse {
    let isTarget = failure.upstreamStatus != nil
    let rule = ResponseHeaders.ContentType.defaulting("application/json")
    var headers = ResponseHeaders.filtered(isTarget ? head?.headers : nil, contentType: rule)
    // The body is ours and JSON, whatever the server's was (operator spec W-84).
    if isTarget, headers.first("content-type")?.hasPrefix("application/json") == false {
      headers = headers.replacing("Content-Type", with: "application/json")
    }
    return TunnelResponse(.response, code: code, headers: headers, json: failure.message(id: id, code: code))
  }

  private static func unchanged(_ head: Head?) -> HTTPFields {
    ResponseHeaders.filtered(head?.headers, contentType: .unchanged)
  }

  /// What a look for OAuth metadata came to (OA-08, W-20, W-50).
  static func discovery(_ found: DiscoveryAnswer) -> TunnelResponse {
    TunnelResponse(.oauthDiscovery, code: found.status, headers: found.forwardedHeaders, json: [found.body])
  }

  private static func oauthError(_ status: Int, _ code: String, _ text: String) -> TunnelResponse {
    discovery(DiscoveryAnswer(status: status, code: code, message: text, failure: nil))
  }
}

extension HTTPFields {
  /// All lines, those of `name` with another value.
  fileprivate func replacing(_ name: String, with value: String) -> HTTPFields {
    var result = HTTPFields()
    for index in 0..<count {
      let own = self.name(at: index)
      result.append(own, own == name ? value : self.value(at: index))
    }
    return result
  }
}
