import Testing
import TunnelPluginKit

@testable import StdioTransport

@Suite struct MultiplexerTests {
  private func raw<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    Array(text.utf8).withUnsafeBytes(body)
  }

  private func exchange(_ number: UInt64) -> ExchangeID { ExchangeID(rawValue: number) }

  private func begin(
    _ multiplexer: inout Multiplexer, _ number: UInt64, id: String, token: String? = nil, method: StaticString = "x"
  ) -> Int64 {
    raw(id) { id in
      guard let token else {
        return multiplexer.begin(exchange(number), id: id, progressToken: nil, method: BorrowedText(method))
      }
      return raw(token) {
        multiplexer.begin(exchange(number), id: id, progressToken: $0, method: BorrowedText(method))
      }
    }
  }

  private func response(_ multiplexer: inout Multiplexer, _ id: String) -> Route {
    raw(id) { multiplexer.route(.response(id: $0)) }
  }

  @Test func equalIDsOfCallersGetDifferentNumbers() {
    var multiplexer = Multiplexer()
    let first = begin(&multiplexer, 1, id: "1")
    let second = begin(&multiplexer, 2, id: "1")
    #expect(first != second)
    #expect(response(&multiplexer, String(second)) == .answer(exchange(2), callersID: nil))
    #expect(response(&multiplexer, String(first)) == .answer(exchange(1), callersID: nil))
    #expect(multiplexer.count == 0)
  }

  @Test func numbersAreNeverUsedAgain() {
    var multiplexer = Multiplexer()
    let first = begin(&multiplexer, 1, id: "1")
    _ = response(&multiplexer, String(first))
    _ = multiplexer.forgetAll()
    #expect(begin(&multiplexer, 2, id: "1") > first)
  }

  @Test(arguments: ["99", "\"1\"", "-1", "1.0", "01x", "", "99999999999999999999", "null"])
  func aResponseWithAnIDThatWasNotGivenOutIsDropped(id: String) {
    var multiplexer = Multiplexer()
    _ = begin(&multiplexer, 1, id: "1")
    #expect(response(&multiplexer, id) == .drop(.unknownID))
    #expect(multiplexer.count == 1)
  }

  @Test func aSecondAnswerIsDropped() {
    var multiplexer = Multiplexer()
    let number = begin(&multiplexer, 1, id: "1")
    _ = response(&multiplexer, String(number))
    #expect(response(&multiplexer, String(number)) == .drop(.unknownID))
  }

  @Test func aLateAnswerToAForgottenCallIsDropped() {
    var multiplexer = Multiplexer()
    let number = begin(&multiplexer, 1, id: "1")
    #expect(multiplexer.forget(exchange(1)) == number)
    #expect(multiplexer.forget(exchange(1)) == nil)
    #expect(response(&multiplexer, String(number)) == .drop(.unknownID))
  }

  @Test func initializeIsForgottenWithoutTellingTheChild() {
    var multiplexer = Multiplexer()
    _ = begin(&multiplexer, 1, id: "1", method: "initialize")
    #expect(multiplexer.forget(exchange(1)) == nil)
    #expect(multiplexer.count == 0)
  }

  @Test func progressGoesToItsCallWithTheCallersToken() {
    var multiplexer = Multiplexer()
    _ = begin(&multiplexer, 1, id: "1", token: "\"t\"")
    let second = begin(&multiplexer, 2, id: "1", token: "\"t\"")
    #expect(
      raw(String(second)) { multiplexer.route(.progress(token: $0)) }
        == .forward(exchange(2), replacement: Array("\"t\"".utf8)))
    #expect(raw("\"t\"") { multiplexer.route(.progress(token: $0)) } == .drop(.unknownProgressToken))
  }

  @Test func progressOfACallThatAskedForNoneIsDropped() {
    var multiplexer = Multiplexer()
    let number = begin(&multiplexer, 1, id: "1")
    #expect(raw(String(number)) { multiplexer.route(.progress(token: $0)) } == .drop(.unknownProgressToken))
  }

  @Test func anotherNotificationGoesToTheOneCallThatIsPending() {
    var multiplexer = Multiplexer()
    #expect(multiplexer.route(.notification) == .drop(.ambiguous))
    _ = begin(&multiplexer, 1, id: "1")
    #expect(multiplexer.route(.notification) == .forward(exchange(1), replacement: nil))
    _ = begin(&multiplexer, 2, id: "2")
    #expect(multiplexer.route(.notification) == .drop(.ambiguous))
  }

  @Test func aNotificationThatNamesItsRequestGoesThereWithTheCallersID() {
    var multiplexer = Multiplexer()
    let number = begin(&multiplexer, 1, id: "\"sub\"", method: "subscriptions/listen")
    _ = begin(&multiplexer, 2, id: "2")
    #expect(
      raw(String(number)) { multiplexer.route(.addressed(id: $0)) }
        == .forward(exchange(1), replacement: Array("\"sub\"".utf8)))
    #expect(raw("77") { multiplexer.route(.addressed(id: $0)) } == .drop(.unknownID))
    #expect(response(&multiplexer, String(number)) == .answer(exchange(1), callersID: Array("\"sub\"".utf8)))
  }

  @Test func aCallersCancellationIsTranslatedOnlyWhenItIsUnambiguous() {
    var multiplexer = Multiplexer()
    let first = begin(&multiplexer, 1, id: "1")
    let text = begin(&multiplexer, 2, id: "\"1\"")
    #expect(raw("1") { multiplexer.numbers(ofCallersID: $0) } == [first])
    #expect(raw("\"1\"") { multiplexer.numbers(ofCallersID: $0) } == [text])
    #expect(raw("2") { multiplexer.numbers(ofCallersID: $0) } == [])
    let third = begin(&multiplexer, 3, id: "1")
    #expect(Set(raw("1") { multiplexer.numbers(ofCallersID: $0) }) == [first, third])
  }

  @Test func requestsOfTheChildNeverTouchACall() {
    var multiplexer = Multiplexer()
    _ = begin(&multiplexer, 1, id: "1")
    #expect(multiplexer.route(.request(isPing: true)) == .acknowledge)
    #expect(multiplexer.route(.request(isPing: false)) == .decline)
    #expect(multiplexer.count == 1)
  }

  @Test func whenTheChildIsGoneAllAreForgottenOldestFirst() {
    var multiplexer = Multiplexer()
    for number in [5, 3, 9] as [UInt64] { _ = begin(&multiplexer, number, id: "1") }
    #expect(multiplexer.forgetAll() == [exchange(5), exchange(3), exchange(9)])
    #expect(multiplexer.forgetAll().isEmpty)
    #expect(multiplexer.only == nil)
  }
}
