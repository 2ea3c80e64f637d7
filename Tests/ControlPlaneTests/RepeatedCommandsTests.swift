import CurlHTTP
import NIOCore
import Testing

@testable import ControlPlane

struct RepeatedCommandsTests {
  private let start = ContinuousClock.now

  private func items(_ requestIDs: String...) throws -> [PolledItem] {
    try requestIDs.map { .command(try Sample.command(requestID: $0)) }
  }

  @Test func nothingIsRememberedWhileNoPollIsLate() throws {
    var repeated = RepeatedCommands()
    for _ in 0..<2 {
      var polled = try items("a", "a")
      #expect(repeated.remove(from: &polled, at: start) == 0)
      #expect(polled.count == 2)
    }
  }

  @Test func whatCameWhileAPollWasLateIsKnownAgainForAWhile() throws {
    var repeated = RepeatedCommands()
    repeated.followingBegan()
    var first = try items("a")
    #expect(repeated.remove(from: &first, at: start) == 0)
    repeated.followingEnded(at: start)
    var second = try items("a", "b")
    #expect(repeated.remove(from: &second, at: start + .seconds(59)) == 1)
    #expect(second.count == 1)
    var third = try items("a", "b")
    #expect(repeated.remove(from: &third, at: start + .seconds(60)) == 0)
    #expect(third.count == 2)
  }

  @Test func whatIsDroppedOrRefusedIsNoReasonToDropACommand() throws {
    var repeated = RepeatedCommands()
    repeated.followingBegan()
    var polled: [PolledItem] = [.dropped(reason: "x"), .rejected(try Sample.command(requestID: "r"), .invalidChannel)]
    polled += [.dropped(reason: "x")] + (try items("a", "r"))
    #expect(repeated.remove(from: &polled, at: start) == 1)
    #expect(polled.count == 4)
  }
}
