import CurlHTTP
import NIOCore
import Testing

@testable import OAuthDiscovery

/// Which document of an authorization server is taken (OA-10).
@Suite struct AuthorizationServerTests {
  private func play(_ answers: [(status: Int, type: String?, body: String)]) -> AuthorizationServerReport {
    var search = AuthorizationServerSearch(issuer: "https://as.test/t", budget: .seconds(15))
    var index = 0
    while search.next(at: .zero) != nil {
      let answer = answers[min(index, answers.count - 1)]
      var heard = FetchAnswer(status: answer.status, mediaType: answer.type)
      heard.body = ByteBuffer(string: answer.body)
      search.heard(.success(heard))
      index += 1
    }
    return search.report
  }

  private let json = "application/json"
  private let right = #"{"issuer":"https://as.test/t","token_endpoint":"https://as.test/token"}"#
  private let wrong = #"{"issuer":"https://other.test","token_endpoint":"https://other.test/token"}"#

  @Test func `The first document whose issuer is exactly the one that was named wins`() {
    let report = play([(404, nil, ""), (200, json, wrong), (200, json, right)])
    #expect(report.selected?.metadataIssuer == "https://as.test/t")
    #expect(report.metadata?.tokenEndpoint == "https://as.test/token")
    #expect(report.attempts.map(\.tried) == [true, true, true, false])
    #expect(report.attempts[1].issuerMismatch && report.attempts[1].warning != nil)
  }

  @Test func `Without one the first readable document is taken, with a warning`() {
    let report = play([(200, json, wrong)])
    #expect(report.attempts.map(\.selected) == [true, false, false, false])
    #expect(report.selected?.warning?.contains("https://other.test") == true)
  }

  @Test func `Another media type, another status and what is no JSON are not taken`() {
    for answer in [(200, "text/html", right), (201, json, right), (200, json, "<html>")] {
      let report = play([(answer.0, answer.1, answer.2)])
      #expect(report.metadata == nil && report.selected == nil)
      #expect(report.attempts.allSatisfy { $0.tried && $0.error != nil })
    }
  }
}
