import Testing

@testable import ControlPlane

/// Routing correction, `wrong-cluster-v1` (user needs 4.1).
@Suite struct PollPlacementTests {
  private var placement = PollPlacement()

  private mutating func correct(_ revision: Int, _ token: String) {
    placement.corrected(by: PollCorrection(revision: revision, token: token), placement.ticket)
  }

  private mutating func succeed() { placement.succeeded(placement.ticket) }
  private mutating func fail() { placement.failed(placement.ticket) }

  @Test func theFirstPollHasNoToken() {
    #expect(placement.ticket.token == nil)
  }

  @Test mutating func aCorrectionGivesTheNextPollItsTokenAndSuccessKeepsIt() {
    correct(1, "a")
    #expect(placement.ticket.token == "a")
    for _ in 0..<5 { succeed() }
    #expect(placement.ticket.token == "a")
  }

  @Test mutating func aNewerRevisionReplaces() {
    correct(0, "a")
    correct(7, "b")
    #expect(placement.ticket.token == "b")
  }

  @Test mutating func anOlderRevisionIsIgnored() {
    correct(7, "b")
    correct(6, "c")
    #expect(placement.ticket.token == "b")
  }

  @Test mutating func anEqualRevisionWithTheSameTokenChangesNothing() {
    correct(7, "b")
    correct(7, "b")
    #expect(placement.ticket.token == "b")
  }

  @Test mutating func anEqualRevisionWithAnotherTokenClears() {
    correct(7, "b")
    correct(7, "c")
    #expect(placement.ticket.token == nil)
  }

  @Test mutating func anEqualRevisionRestoresItsOwnTokenAndNoOther() {
    correct(7, "b")
    succeed()
    for _ in 0..<3 { fail() }
    #expect(placement.ticket.token == nil)
    correct(7, "c")
    #expect(placement.ticket.token == nil)
    correct(7, "b")
    #expect(placement.ticket.token == "b")
  }

  @Test mutating func anOlderRevisionStaysIgnoredAfterTheTokenWasCleared() {
    correct(7, "b")
    for _ in 0..<3 { fail() }
    correct(6, "a")
    #expect(placement.ticket.token == nil)
  }

  @Test mutating func threeCorrectionsWithoutASuccessfulPollStartOver() {
    correct(1, "a")
    correct(2, "b")
    #expect(placement.ticket.token == "b")
    correct(3, "c")
    #expect(placement.ticket.token == nil)
    // The counter is clear too.
    correct(4, "d")
    correct(5, "e")
    #expect(placement.ticket.token == "e")
    correct(6, "f")
    #expect(placement.ticket.token == nil)
  }

  @Test mutating func correctionsThatAreIgnoredOrRestoreCountAsCorrections() {
    correct(5, "a")
    correct(4, "x")
    correct(5, "a")
    #expect(placement.ticket.token == nil)
  }

  @Test mutating func aSuccessInBetweenResetsTheCount() {
    correct(1, "a")
    correct(2, "b")
    succeed()
    correct(3, "c")
    correct(4, "d")
    #expect(placement.ticket.token == "d")
  }

  @Test mutating func threeFailuresAtAPlacementClearIt() {
    correct(1, "a")
    fail()
    fail()
    #expect(placement.ticket.token == "a")
    fail()
    #expect(placement.ticket.token == nil)
  }

  @Test mutating func aSuccessResetsTheFailures() {
    correct(1, "a")
    fail()
    fail()
    succeed()
    fail()
    fail()
    #expect(placement.ticket.token == "a")
  }

  @Test mutating func aNewPlacementHasNoFailures() {
    correct(1, "a")
    fail()
    fail()
    correct(2, "b")
    fail()
    fail()
    #expect(placement.ticket.token == "b")
  }

  @Test mutating func failuresWithoutAPlacementCountForNothing() {
    for _ in 0..<3 { fail() }
    correct(1, "a")
    #expect(placement.ticket.token == "a")
  }

  @Test("What comes late cannot overwrite what a newer answer taught")
  mutating func late() {
    let early = placement.ticket
    correct(5, "b")
    placement.corrected(by: PollCorrection(revision: 9, token: "late"), early)
    #expect(placement.ticket.token == "b")
    for _ in 0..<3 { placement.failed(early) }
    #expect(placement.ticket.token == "b")
    correct(6, "c")
    placement.succeeded(early)
    correct(7, "d")
    #expect(placement.ticket.token == nil, "the late success has not reset the count")
  }
}
