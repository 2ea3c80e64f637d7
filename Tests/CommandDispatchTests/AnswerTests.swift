import ControlPlane
import CurlHTTP
import NIOCore
import PluginHost
import RawJSON
import Testing

@testable import CommandDispatch

/// Every way in which a command can end (dataplane spec sections 7, 8, 12, 13).
@Suite struct AnswerTests {
  private func head(_ status: Int, _ headers: KeyValuePairs<String, String> = [:]) -> Answer.Head {
    Answer.Head(status: status, headers: HTTPFields(headers))
  }

  private func ended(
    _ command: Command, _ failure: ExchangeOutcome.Failure = .none, kind: String = "", body: String = "",
    head: Answer.Head? = nil
  ) -> String {
    let bytes = ByteBuffer(string: body)
    let outcome = ExchangeOutcome(failure, kind: kind, errorBody: bytes, errorBodyLength: bytes.readableBytes)
    return Answer.ended(command, outcome: outcome, head: head).0.line
  }

  private func synthesized(
    _ code: Int, _ phrase: String, _ source: String, _ kind: String, status: Int? = nil, headers: String? = nil
  ) -> String {
    let upstream = status.map { ",\"upstream_status\":\($0)" } ?? ""
    return "\(code) jsonrpc_response \(headers ?? "Content-Type=application/json") "
      + #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"\#(phrase)","data":{"tunnel_failure":{"version":1,"#
      + #""source":"\#(source)","transport_error_kind":"\#(kind)","upstream_response_received":\#(status != nil)\#(upstream)}}}}"#
  }

  // MARK: Answers of the server

  @Test("The server's answer keeps its bytes and status (HT-04, HD-08, HT-10)")
  func response() {
    let json = [ByteBuffer(string: "{…}")]
    #expect(Answer.response(json, head: nil).line == "200 jsonrpc_response Content-Type=application/json {…}")
    let sse = head(202, ["content-type": "text/event-stream", "Mcp-Session-Id": "s", "Date": "d"])
    #expect(
      Answer.response(json, head: sse).line
        == "202 jsonrpc_response Content-Type=text/event-stream Mcp-Session-Id=s {…}")
    #expect(
      Answer.notification(json[0], head: nil).line == "200 jsonrpc_notify Content-Type=text/event-stream {…}")
  }

  @Test("The server's own JSON-RPC error goes back byte for byte (ER-02)", arguments: [400, 404, 405, 500])
  func preserved(status: Int) throws {
    let body = #"{"jsonrpc":"2.0","id":1,"error":{"code":-32003,"message":"m"},"x":1}"#
    #expect(
      ended(try Sample.command(), body: body, head: head(status, ["Content-Type": "text/plain"]))
        == "\(status) jsonrpc_response Content-Type=application/json \(body)")
  }

  // MARK: tunnel_failure

  @Test(
    "A status of the server is target_http with its kind (12.3, ER-06)",
    arguments: [
      (401, "Unauthorized", "", "response_body_missing"), (503, "Service Unavailable", "down", "malformed_json"),
      (404, "Not Found", "{}", "invalid_mcp_error"), (599, "MCP transport error", "{}", "invalid_mcp_error"),
    ])
  func targetHTTP(status: Int, phrase: String, body: String, kind: String) throws {
    #expect(
      ended(try Sample.command(), body: body, head: head(status))
        == synthesized(status, phrase, "target_http", kind, status: status))
  }

  @Test("A challenge of the server goes back with its status; the body's type is ours (HD-07, W-84)")
  func challenge() throws {
    #expect(
      ended(
        try Sample.command(), body: "no",
        head: head(401, ["WWW-Authenticate": "Bearer x", "Content-Type": "text/plain"]))
        == synthesized(
          401, "Unauthorized", "target_http", "malformed_json", status: 401,
          headers: "Content-Type=application/json Www-Authenticate=Bearer x"))
  }

  @Test(
    "A transport failure is a bad gateway with its source and kind (12.3, ER-05 to ER-07, W-31)",
    arguments: [
      (ExchangeOutcome.Failure.dns, "", "dns", "dns"), (.tls, "", "tls", "tls"),
      (.connect, "connection_refused", "connect", "connection_refused"), (.connect, "", "connect", "dial"),
      (.closed, "eof", "transport_closed", "eof"), (.closed, "", "transport_closed", "connection_closed"),
      (.timeout, "", "timeout", "timeout"), (.protocol, "", "protocol", "invalid_protocol_response"),
      (.protocol, "malformed_json", "protocol", "malformed_json"), (.internal, "", "client_internal", "unknown"),
      (.unsupported, "", "client_internal", "unknown"),
      (.internal, "Free text: http://secret/", "client_internal", "unknown"),
      (.internal, String(repeating: "a", count: 65), "client_internal", "unknown"),
    ])
  func transportFailure(failure: ExchangeOutcome.Failure, kind: String, source: String, expected: String) throws {
    #expect(ended(try Sample.command(), failure, kind: kind) == synthesized(502, "Bad Gateway", source, expected))
  }

  @Test(
    "A success without an answer is a protocol failure, and no success (W-28, W-29)", arguments: [200, 202, 204, 302])
  func noAnswer(status: Int) throws {
    #expect(
      ended(try Sample.command(), head: head(status))
        == synthesized(502, "Bad Gateway", "protocol", "non_protocol_response"))
    #expect(ended(try Sample.command()) == synthesized(502, "Bad Gateway", "protocol", "non_protocol_response"))
  }

  @Test("A string id is echoed raw (W-08)")
  func rawID() throws {
    let command = try Sample.command(#"{"jsonrpc":"2.0","id":"\u0061","method":"x"}"#)
    #expect(ended(command, .dns).contains(#""id":"\u0061","#))
  }

  // MARK: Notifications and sessions

  @Test("A notification ends in its acknowledgement, also when it failed (NT-01, NT-02, ER-07, W-32)")
  func notification() throws {
    let command = try Sample.notification()
    #expect(ended(command) == "200 notify_ack")
    #expect(ended(command, head: head(202, ["Mcp-Session-Id": "s", "Date": "d"])) == "202 notify_ack Mcp-Session-Id=s")
    #expect(
      ended(command, body: "no", head: head(401, ["WWW-Authenticate": "Bearer"]))
        == "401 notify_ack Www-Authenticate=Bearer")
    #expect(ended(command, .connect) == "502 notify_ack")
  }

  @Test("A response of the client is acknowledged like a notification (NT-05, W-33)")
  func clientResponse() throws {
    #expect(ended(try Sample.command(#"{"jsonrpc":"2.0","id":1,"result":{}}"#)) == "200 notify_ack")
  }

  @Test("A session's end has the server's status, 405 where there are none, 502 without an answer (NT-03, NT-04)")
  func sessionTermination() {
    let command = Sample.command(.sessionTermination)
    for status in [204, 404, 405] {
      #expect(ended(command, head: head(status)) == "\(status) session_termination_response")
    }
    #expect(ended(command, .unsupported) == "405 session_termination_response")
    #expect(ended(command, .closed) == "502 session_termination_response")
  }

  // MARK: What the client says itself

  @Test("An unsupported channel is answered in the shape of its command (CH-03, W-14)")
  func unsupportedChannel() throws {
    #expect(
      Answer.unsupportedChannel(try Sample.command(channel: "x")).line
        == "400 jsonrpc_response Content-Type=application/json "
        + #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Bad Request: unsupported channel \"x\"","#
        + #""data":{"code":"unsupported_channel"}}}"#)
    #expect(Answer.unsupportedChannel(try Sample.notification()).line == "400 notify_ack")
    #expect(Answer.unsupportedChannel(Sample.command(.sessionTermination)).line == "400 session_termination_response")
    #expect(
      Answer.unsupportedChannel(Sample.command(.oauthDiscovery, channel: "x")).line
        == "400 oauth_discovery_response Content-Type=application/json "
        + #"{"error":{"message":"unsupported channel \"x\"","type":"invalid_request_error","code":"unsupported_channel"}}"#
    )
  }

  @Test("An unusable command is answered by the id that it has (W-07)")
  func rejection() throws {
    let invalid = Rejection.invalidMessage("no \"x\"")
    #expect(
      Answer.rejection(try Sample.command(), invalid).line
        == "400 jsonrpc_response Content-Type=application/json "
        + #"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid Request: no \"x\""}}"#)
    #expect(Answer.rejection(try Sample.notification(), invalid).line == "400 notify_ack")
    let unreadable = Sample.command(.message(.init(kind: .notification, id: nil)))
    #expect(Answer.rejection(unreadable, invalid).line.contains(#""id":null,"error":{"code":-32600"#))
    #expect(
      Answer.rejection(Sample.command(.sessionTermination), .missingSessionID).line
        == "400 session_termination_response")
    #expect(
      Answer.rejection(try Sample.command(), .invalidChannel).line.contains(
        #""message":"Bad Request: invalid channel name","data":{"code":"unsupported_channel"}"#))
  }

  @Test("A refusal of the client names itself (W-24, W-64)")
  func refusal() throws {
    #expect(
      Answer.refusal(try Sample.command(), .timeout, code: 504).line
        == synthesized(504, "Gateway Timeout", "timeout", "timeout"))
    #expect(
      Answer.refusal(try Sample.command(), .clientInternal(), code: 503).line
        == synthesized(503, "Service Unavailable", "client_internal", "unknown"))
    #expect(Answer.refusal(try Sample.notification(), .timeout, code: 504).line == "504 notify_ack")
    #expect(
      Answer.refusal(Sample.command(.sessionTermination), .timeout, code: 504).line
        == "504 session_termination_response")
  }

  @Test("What the service will not take is replaced by something small (W-16)")
  func undeliverable() throws {
    #expect(
      Answer.undeliverable(try Sample.command(), status: 413).line
        == "502 jsonrpc_response Content-Type=application/json "
        + #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"response too large for the tunnel"}}"#)
  }
}
