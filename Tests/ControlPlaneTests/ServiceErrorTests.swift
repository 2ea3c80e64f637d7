import NIOCore
import Testing

@testable import ControlPlane

/// Dataplane spec CP-11.
@Suite struct ServiceErrorTests {
  private func text(_ status: Int, _ body: String) -> String {
    ServiceError(status: status, body: ByteBuffer(string: body)).description
  }

  @Test func theServicesOwnWordsAreUsed() {
    #expect(text(400, #"{"error":{"message":"no","type":"t","code":"c"}}"#) == "HTTP 400 c: no")
    #expect(text(400, #"{"message":"no","code":"c"}"#) == "HTTP 400 c: no")
    #expect(text(422, #"{"detail":"wrong"}"#) == "HTTP 422: wrong")
    #expect(text(502, "<html>\nbad\r\ngateway") == "HTTP 502: <html> bad gateway")
    #expect(text(500, "") == "HTTP 500")
  }

  @Test func whatAPersonCanDoIsAdded() {
    #expect(text(401, "").hasSuffix("Check CONTROL_PLANE_API_KEY"))
    #expect(text(403, #"{"error":{"code":"tunnel_use_forbidden"}}"#).contains("Use an API key of the organization"))
    #expect(text(404, "").contains("--control-plane.tunnel-id"))
  }

  @Test("Every code that the service has comes with what to do about it (CP-12)", arguments: Mitigation.allCases)
  func hints(mitigation: Mitigation) throws {
    let error = ServiceError(
      status: 400, body: ByteBuffer(string: #"{"error":{"message":"no","code":"\#(mitigation.rawValue)"}}"#))
    let hint = try #require(error.hint)
    #expect(!hint.hasSuffix("."))
    #expect(error.description == "HTTP 400 \(mitigation.rawValue): no. \(hint)")
  }

  @Test func anEndlessBodyIsCut() {
    #expect(text(500, String(repeating: "x", count: 100_000)).utf8.count < 1100)
  }
}
