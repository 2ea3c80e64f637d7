import Testing

@testable import ControlPlane

/// Overlapping polls ask for no more than is free, together (dataplane spec PL-01).
@Suite struct PollSharesTests {
  @Test func onePollerAsksForAllTheRoomUpToABatch() {
    var shares = RoomShares(pollers: 1)
    #expect(shares.take(of: 20) == 20)
    shares.give(back: 20)
    #expect(shares.take(of: 30) == 25)
    shares.give(back: 25)
    #expect(shares.take(of: 0) == nil)
  }

  @Test func pollersShareTheRoom() {
    var shares = RoomShares(pollers: 4)
    #expect((0..<5).map { _ in shares.take(of: 10) } == [3, 3, 3, 1, nil])
    #expect(shares.asked == 10)
  }

  @Test(arguments: 1...4, 0...60) func neverMoreThanThereIsRoomFor(pollers: Int, room: Int) {
    var shares = RoomShares(pollers: pollers)
    let taken = (0..<pollers).compactMap { _ in shares.take(of: room) }
    #expect(taken.reduce(0, +) <= room)
    #expect(taken.allSatisfy { (1...25).contains($0) })
    #expect(room == 0 || !taken.isEmpty)
  }

  @Test func roomThatShrankBelowWhatIsAskedForGivesNothing() {
    var shares = RoomShares(pollers: 2)
    let first = shares.take(of: 20)
    #expect(first == 10)
    #expect(shares.take(of: 8) == nil)
  }
}
