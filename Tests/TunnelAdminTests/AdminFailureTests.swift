import ControlPlane
import Testing

@testable import TunnelAdmin

/// What the service says when it says no (operator spec 14.8).
@Suite struct AdminFailureTests {
  private func failure(_ status: Int, _ body: String, method: String = "GET") -> AdminFailure {
    let reply = AdminReply(
      method: method, path: "/v1/tunnels/x", status: status, body: Array(body.utf8), requestID: "req_1")
    return AdminFailure(refusal: reply, hiding: "sk-secret")
  }

  @Test func `Code, message, type and a next step (A-149)`() {
    let found = failure(
      403, #"{"error":{"message":"no\nway","type":"invalid_request_error","code":"tunnel_use_forbidden"}}"#)
    #expect(found.code == "tunnel_use_forbidden" && found.type == "invalid_request_error")
    #expect(found.message == "no way" && found.status == 403 && found.requestID == "req_1")
    #expect(
      found.description
        == "request GET /v1/tunnels/x failed: 403 tunnel_use_forbidden: no way mitigation: \(Mitigation.useForbidden.text) (x-request-id: req_1)"
    )
  }

  @Test func `Any other body gives a sensible message, too (A-150)`() {
    #expect(failure(400, #"{"message":"top","code":"c"}"#).message == "top")
    #expect(failure(400, #"{"detail":"why"}"#).message == "why")
    #expect(failure(422, #"{"detail":[{"loc":["body"]}]}"#).message == #"[{"loc":["body"]}]"#)
    #expect(failure(502, "<html>bad\ngateway</html>").message == "<html>bad gateway</html>")
    #expect(failure(500, "").message == "the service gave no reason")
    #expect(failure(500, String(repeating: "ä", count: 3000)).message.unicodeScalars.count == 1025)
  }

  @Test(arguments: [
    (401, "authentication_failed"), (403, "permission_denied"), (404, "not_found"), (500, "service_error"),
  ])
  func `Without a code of the service there is one of ours (W-56)`(status: Int, code: String) {
    #expect(failure(status, "").code == code && failure(status, "").mitigation != nil)
  }

  @Test func `A service that quotes the key does not bring it into our output`() {
    #expect(failure(401, #"{"error":{"message":"bad key sk-secret"}}"#).message == "bad key [REDACTED]")
    #expect(failure(401, "sk-secret").message == "[REDACTED]")
  }

  @Test func `An address that does not delete is told as that (14.8.3)`() {
    let found = failure(404, #"{"error":{"message":"Invalid URL (DELETE /v1/tunnels/x)"}}"#, method: "DELETE")
    #expect(found.message.hasPrefix("tunnels cannot be deleted at this address"))
    #expect(failure(404, #"{"error":{"message":"Invalid URL"}}"#).message == "Invalid URL")
  }

  @Test func `Each code has a next step that ends in a full stop (14.9)`() {
    #expect(Mitigation.allCases.count == 26)
    for mitigation in Mitigation.allCases { #expect(mitigation.text.hasSuffix(".")) }
  }
}
