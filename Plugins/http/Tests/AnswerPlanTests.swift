import Testing
import TunnelPluginKit

@testable import HTTPTransport

@Suite struct AnswerPlanTests {
  private func plan(_ purpose: CallPurpose, _ status: Int, _ type: StaticString?) -> AnswerPlan {
    AnswerPlan(purpose, status: status, contentType: type.map { BorrowedText($0) })
  }

  @Test func theMediaTypeDecidesHowASuccessIsRead() {
    #expect(plan(.request, 200, "application/json") == .collect)
    #expect(plan(.request, 200, "Application/JSON ; charset=utf-8") == .collect)
    #expect(plan(.request, 200, "text/event-stream;charset=utf-8") == .stream)
    #expect(plan(.request, 200, "text/html") == .refuse(kind: .notProtocol))
    #expect(plan(.request, 200, "application/jsonl") == .refuse(kind: .notProtocol))
    #expect(plan(.request, 200, nil) == .refuse(kind: .notProtocol))
  }

  @Test(arguments: [202, 204, 205])
  func aRequestIsNotAnsweredByAStatusThatHasNoBody(status: Int) {
    #expect(plan(.request, status, "application/json") == .refuse(kind: .missingBody))
  }

  @Test(arguments: [301, 307, 400, 401, 404, 500, 503])
  func whatIsNoSuccessIsReadAsAnError(status: Int) {
    #expect(plan(.request, status, "application/json") == .readError)
    #expect(plan(.delivery, status, nil) == .readError)
  }

  @Test func nothingButTheStatusMattersForADeliveryASessionEndAndAProbe() {
    #expect(plan(.delivery, 202, nil) == .acknowledge)
    #expect(plan(.delivery, 200, "text/event-stream") == .acknowledge)
    #expect(plan(.sessionEnd, 404, nil) == .acknowledge)
    #expect(plan(.probe, 405, nil) == .leave)
  }
}
