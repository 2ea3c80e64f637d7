import Testing

@testable import HTTPTransport

@Suite struct SessionOrderTests {
  private let session = Array("s".utf8)
  private let other = Array("t".utf8)

  @Test("Requests of a session do not hold each other (W-12)")
  func requests() {
    var order = SessionOrder<Int>()
    for call in 1...3 { #expect(order.arrive(call, session: session, holdsOthers: false) == true) }
    #expect(order.heldCount == 0)
    #expect(order.ended(1) == [])
  }

  @Test("What comes after a notification waits for its answer, in its order (W-12)")
  func notification() {
    var order = SessionOrder<Int>()
    #expect(order.arrive(1, session: session, holdsOthers: true) == true)
    #expect(order.arrive(2, session: session, holdsOthers: false) == false)
    #expect(order.arrive(3, session: session, holdsOthers: false) == false)
    #expect(order.arrive(4, session: other, holdsOthers: false) == true)
    #expect(order.ended(1) == [2, 3])
    #expect(order.heldCount == 0)
    #expect(order.arrive(5, session: session, holdsOthers: false) == true)
  }

  @Test("A held notification holds those after it in its turn (W-12)")
  func chain() {
    var order = SessionOrder<Int>()
    _ = order.arrive(1, session: session, holdsOthers: true)
    for (call, holds) in [(2, false), (3, true), (4, false), (5, true), (6, false)] {
      #expect(order.arrive(call, session: session, holdsOthers: holds) == false)
    }
    #expect(order.ended(1) == [2, 3])
    #expect(order.ended(2) == [])
    #expect(order.ended(3) == [4, 5])
    #expect(order.ended(5) == [6])
  }

  @Test("After two seconds the calls go on without the answer (W-12)")
  func timeLimit() {
    var order = SessionOrder<Int>()
    _ = order.arrive(1, session: session, holdsOthers: true)
    _ = order.arrive(2, session: session, holdsOthers: false)
    _ = order.arrive(3, session: session, holdsOthers: true)
    _ = order.arrive(4, session: session, holdsOthers: false)
    #expect(order.waitedLongEnough(session: session) == [2, 3])
    #expect(order.ended(1) == [])
    #expect(order.heldCount == 1)
    #expect(order.waitedLongEnough(session: session) == [4])
    #expect(order.waitedLongEnough(session: session) == [])
  }

  @Test func aHeldCallThatIsWithdrawnIsForgotten() {
    var order = SessionOrder<Int>()
    _ = order.arrive(1, session: session, holdsOthers: true)
    _ = order.arrive(2, session: session, holdsOthers: true)
    _ = order.arrive(3, session: session, holdsOthers: false)
    #expect(order.ended(2) == [])
    #expect(order.ended(1) == [3])
    #expect(order.ended(99) == [])
  }
}
