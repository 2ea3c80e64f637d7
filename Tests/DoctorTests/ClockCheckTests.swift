import Testing

@testable import Doctor

@Suite struct ClockCheckTests {
  private let date = "Sun, 06 Nov 1994 08:49:37 GMT"
  private let seconds = 784_111_777

  @Test(arguments: [0, 60, -60])
  func `A minute of difference is none (W-25)`(ahead: Int) {
    #expect(ClockCheck.run(date: date, now: seconds + ahead)?.status == .pass)
  }

  @Test(arguments: [(61, "61 s ahead of"), (-3_600, "3600 s behind")])
  func `More than that is said, with its direction`(ahead: Int, words: String) throws {
    let check = try #require(ClockCheck.run(date: date, now: seconds + ahead))
    #expect(check.status == .warn && check.code == .clockSkew)
    #expect(check.summary.contains(words))
  }

  @Test(arguments: [nil, "", "yesterday", "Sun, 06 Nov 1994 08:49:37 CET"])
  func `Without a date there is nothing to compare`(date: String?) {
    #expect(ClockCheck.run(date: date) == nil)
  }
}
