import CurlHTTP
import NIOCore
import Testing

@testable import ControlPlane

/// The bytes of the wire (dataplane spec RP-01, HD-07, HD-08).
@Suite struct TunnelResponseTests {
  @Test("The keys have their order, the JSON is spliced in as it is (RP-01, W-21)")
  func body() throws {
    let json = [ByteBuffer(string: #"{ "id":9007199254740993,"#), ByteBuffer(string: #""result":1.50 }"#)]
    let response = TunnelResponse(
      .response, code: 200, headers: HTTPFields(["Content-Type": "application/json", "Mcp-Session-Id": "a\"b"]),
      json: json)
    #expect(
      joined(response.body(for: try Sample.command(requestID: "r\"1\n")))
        == #"{"request_id":"r\"1\n","channel":"main","resp_json":{ "id":9007199254740993,"result":1.50 },"#
        + #""resp_headers":{"Content-Type":["application/json"],"Mcp-Session-Id":["a\"b"]},"#
        + #""resp_code":200,"resp_type":"jsonrpc_response"}"#)
  }

  @Test("Lines of one name are one list")
  func headerLists() throws {
    let headers = HTTPFields(["A": "1", "A": "2", "B": "3"])
    let response = TunnelResponse(.notificationAck, code: 202, headers: headers)
    #expect(
      joined(response.body(for: try Sample.command()))
        == #"{"request_id":"r1","channel":"main","resp_headers":{"A":["1","2"],"B":["3"]},"#
        + #""resp_code":202,"resp_type":"notify_ack"}"#)
  }

  @Test(
    "An acknowledgement has neither JSON nor headers when there are none (RP-01, RP-02)",
    arguments: [
      (TunnelResponse.Kind.notificationAck, "notify_ack"), (.sessionTermination, "session_termination_response"),
    ])
  func acknowledgement(kind: TunnelResponse.Kind, name: String) throws {
    #expect(
      joined(TunnelResponse(kind, code: 204).body(for: try Sample.command()))
        == #"{"request_id":"r1","channel":"main","resp_code":204,"resp_type":"\#(name)"}"#)
  }

  @Test("Only a notification does not end its command (RP-02)")
  func terminal() {
    #expect(TunnelResponse.Kind.response.isTerminal)
    #expect(TunnelResponse.Kind.notificationAck.isTerminal)
    #expect(TunnelResponse.Kind.sessionTermination.isTerminal)
    #expect(TunnelResponse.Kind.oauthDiscovery.isTerminal)
    #expect(!TunnelResponse.Kind.notification.isTerminal)
    #expect(TunnelResponse.Kind.notification.rawValue == "jsonrpc_notify")
    #expect(TunnelResponse.Kind.oauthDiscovery.rawValue == "oauth_discovery_response")
  }

  @Test("Only the allowed headers go back, in the wire's spelling (HD-07)")
  func allowList() {
    let headers = HTTPFields([
      "content-type": "text/plain", "MCP-SESSION-ID": "s", "mcp-protocol-version": "p", "last-event-id": "l",
      "WWW-Authenticate": "Bearer", "www-authenticate": "Basic", "access-control-expose-headers": "x",
      "Set-Cookie": "c",
      "Date": "d", "Server": "s", "X-Other": "o",
    ])
    #expect(
      lines(ResponseHeaders.filtered(headers, contentType: .unchanged)) == [
        "Access-Control-Expose-Headers: x", "Content-Type: text/plain", "Last-Event-Id: l", "Mcp-Protocol-Version: p",
        "Mcp-Session-Id: s", "Www-Authenticate: Bearer", "Www-Authenticate: Basic",
      ])
    #expect(ResponseHeaders.filtered(nil, contentType: .unchanged).isEmpty)
  }

  @Test("Empty values and what Connection nominates are left out (HD-07)")
  func nominated() {
    let headers = HTTPFields([
      "Connection": "keep-alive, MCP-Session-Id", "connection": "Www-Authenticate", "Mcp-Session-Id": "s",
      "Www-Authenticate": "Basic", "Last-Event-Id": "", "Mcp-Protocol-Version": "p",
    ])
    #expect(lines(ResponseHeaders.filtered(headers, contentType: .unchanged)) == ["Mcp-Protocol-Version: p"])
  }

  @Test("Content-Type follows the kind of response (HD-08)")
  func contentType() {
    let cases: [(String?, ResponseHeaders.ContentType, String?)] = [
      ("text/plain", .ofMessage, "application/json"), (nil, .ofMessage, "application/json"),
      ("Text/Event-Stream; charset=utf-8", .ofMessage, "Text/Event-Stream; charset=utf-8"),
      ("text/plain", .defaulting("text/event-stream"), "text/plain"),
      (nil, .defaulting("text/event-stream"), "text/event-stream"), (nil, .unchanged, nil), ("a/b", .unchanged, "a/b"),
    ]
    for (sent, rule, expected) in cases {
      var headers = HTTPFields()
      if let sent { headers.append("content-type", sent) }
      #expect(ResponseHeaders.filtered(headers, contentType: rule).first("content-type") == expected)
    }
  }

  private func lines(_ headers: HTTPFields) -> [String] {
    (0..<headers.count).map { "\(headers.name(at: $0)): \(headers.value(at: $0))" }
  }
}
