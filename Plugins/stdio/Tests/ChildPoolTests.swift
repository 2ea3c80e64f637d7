import Testing
import TunnelPluginKit

@testable import StdioTransport

@Suite struct ChildPoolTests {
  private typealias Step = ChildPool.Step

  private func id(_ number: UInt64) -> ExchangeID { ExchangeID(rawValue: number) }
  private func send(_ number: UInt64, _ child: Int) -> Step { .send(id(number), child: child) }

  @Test func aChildThatHearsAnInitializeJustNowHearsNoSecondOne() {
    var pool = pool(2, maxInFlight: 1)
    #expect(pool.place(id(1), .initialize) == [send(1, 0)])
    #expect(pool.place(id(2), .initialize) == [send(2, 1)])
    #expect(pool.accepted(id(2)) == [])
    #expect(pool.finished(id(2)) == [])
    #expect(pool.place(id(3), .cheap) == [send(3, 1)])
    #expect(pool.accepted(id(1)) == [])
    #expect(pool.finished(id(1)) == [])
    #expect(pool.place(id(4), .cheap) == [send(4, 0)])
  }

  /// A pool whose children all run.
  private func pool(_ size: Int, maxInFlight: Int = 0) -> ChildPool {
    var pool = ChildPool(size: size, maxInFlight: maxInFlight)
    for child in 0..<size { _ = pool.started(child) }
    return pool
  }

  /// A pool to whose lane the caller has said `initialize`.
  private func introduced(_ size: Int, maxInFlight: Int = 0) -> ChildPool {
    var pool = pool(size, maxInFlight: maxInFlight)
    _ = pool.place(id(999), .initialize)
    _ = pool.accepted(id(999))
    _ = pool.finished(id(999))
    return pool
  }

  @Test func oneChildTakesEverything() {
    var pool = pool(1)
    #expect(pool.place(id(1), .heavy) == [send(1, 0)])
    #expect(pool.place(id(2), .cheap) == [send(2, 0)])
    #expect(pool.place(id(3), .initialize) == [send(3, 0)])
    #expect(pool.child(of: id(2)) == 0)
    #expect(pool.child(of: id(4)) == nil)
  }

  @Test("With max_in_flight 1 a server is used strictly serially and in order (SH-02, W-42)")
  func serial() {
    var pool = pool(1, maxInFlight: 1)
    #expect(pool.place(id(1), .heavy) == [send(1, 0)])
    for call in 2...4 { #expect(pool.place(id(UInt64(call)), .heavy) == []) }
    #expect(pool.waitingCount == 3)
    #expect(pool.finished(id(3)) == [])
    #expect(pool.finished(id(1)) == [send(2, 0)])
    #expect(pool.finished(id(2)) == [send(4, 0)])
    #expect(pool.finished(id(4)) == [])
    #expect(pool.waitingCount == 0)
  }

  @Test("A slow call never takes the lane, and a cheap one never waits behind it (need 9, #34)")
  func reservedLane() {
    var pool = pool(3, maxInFlight: 1)
    #expect(pool.place(id(1), .heavy) == [send(1, 1)])
    #expect(pool.place(id(2), .heavy) == [send(2, 2)])
    #expect(pool.place(id(3), .heavy) == [])
    #expect(pool.place(id(4), .cheap) == [send(4, 0)])
    #expect(pool.finished(id(2)) == [send(3, 2)])
    #expect(pool.finished(id(4)) == [])
    #expect(pool.place(id(5), .cheap) == [send(5, 0)])
  }

  @Test func aCheapCallTakesAFreeWorkerWhenTheLaneIsFull() {
    var pool = pool(2, maxInFlight: 1)
    _ = pool.place(id(1), .cheap)
    #expect(pool.place(id(2), .cheap) == [send(2, 1)])
    #expect(pool.place(id(3), .cheap) == [])
    #expect(pool.place(id(4), .heavy) == [])
    #expect(pool.finished(id(1)) == [send(3, 0)])
    #expect(pool.finished(id(2)) == [send(4, 1)])
  }

  @Test func theLeastBusyWorkerIsChosen() {
    var pool = pool(4)
    #expect(pool.place(id(1), .heavy) == [send(1, 1)])
    #expect(pool.place(id(2), .heavy) == [send(2, 2)])
    #expect(pool.place(id(3), .heavy) == [send(3, 3)])
    #expect(pool.place(id(4), .heavy) == [send(4, 1)])
    _ = pool.finished(id(3))
    #expect(pool.place(id(5), .heavy) == [send(5, 3)])
  }

  @Test("A further child hears initialize before its first call, and only once (need 2)")
  func greeting() {
    var pool = introduced(3)
    #expect(pool.introduced == 0)
    #expect(pool.place(id(1), .heavy) == [.greet(child: 1)])
    #expect(pool.place(id(2), .heavy) == [.greet(child: 2)])
    #expect(pool.place(id(3), .heavy) == [])
    #expect(pool.listeners == [0])
    #expect(pool.greeted(1) == [send(1, 1), send(3, 1)])
    #expect(pool.greeted(1) == [])
    #expect(pool.place(id(4), .cheap) == [send(4, 0)])
    #expect(pool.greeted(2) == [send(2, 2)])
    #expect(pool.listeners == [0, 1, 2])
    for call in [1, 2, 3] as [UInt64] { _ = pool.finished(id(call)) }
    #expect(pool.place(id(5), .heavy) == [send(5, 1)])
  }

  @Test("Without an accepted initialize there is nothing to greet with (MCP 2026-07-28)")
  func noGreeting() {
    var pool = pool(2)
    #expect(pool.listeners == [0, 1])
    #expect(pool.place(id(1), .initialize) == [send(1, 0)])
    #expect(pool.finished(id(1)) == [])
    #expect(pool.introduced == nil)
    #expect(pool.place(id(2), .heavy) == [send(2, 1)])
  }

  @Test func aCallThatIsWithdrawnDuringTheGreetingIsNotSent() {
    var pool = introduced(2)
    _ = pool.place(id(1), .heavy)
    #expect(pool.finished(id(1)) == [])
    #expect(pool.greeted(1) == [])
  }

  @Test("A child that dies loses its calls only; what waited for it goes elsewhere (W-37)")
  func deathOfAWorker() {
    var pool = introduced(3)
    _ = pool.place(id(1), .heavy)
    _ = pool.place(id(2), .heavy)
    _ = pool.greeted(2)
    #expect(pool.ended(1) == [send(1, 2)])
    #expect(pool.child(of: id(2)) == 2)
    #expect(pool.ended(1) == [])
    #expect(pool.place(id(3), .heavy) == [send(3, 2)])
    #expect(pool.started(1) == [])
    #expect(pool.place(id(4), .heavy) == [.greet(child: 1)])
    #expect(pool.ended(2) == [])
    #expect(pool.child(of: id(3)) == nil)
  }

  @Test("The lane that died is greeted again, not reported as a new server (need 2)")
  func deathOfTheLane() {
    var pool = introduced(2)
    #expect(pool.ended(0) == [])
    #expect(pool.introduced == nil)
    #expect(pool.place(id(1), .cheap) == [.greet(child: 1)])
    #expect(pool.started(0) == [])
    #expect(pool.greeted(1) == [send(1, 1)])
    #expect(pool.place(id(2), .cheap) == [.greet(child: 0)])
    #expect(pool.greeted(0) == [send(2, 0)])
  }

  @Test func withoutAnyWorkerTheLaneTakesSlowCallsToo() {
    var pool = pool(2)
    _ = pool.ended(1)
    #expect(pool.place(id(1), .heavy) == [send(1, 0)])
    _ = pool.started(1)
    #expect(pool.place(id(2), .heavy) == [send(2, 1)])
  }

  @Test("A new generation begins only when no child is left of the old one (need 2)")
  func generations() {
    var pool = ChildPool(size: 2, maxInFlight: 1)
    #expect(!pool.isUp)
    #expect(pool.place(id(1), .cheap) == [.fail(id(1))])
    #expect(pool.started(1) == [.up(generation: 1)])
    #expect(pool.started(0) == [])
    _ = pool.place(id(2), .initialize)
    _ = pool.accepted(id(2))
    _ = pool.finished(id(2))
    #expect(pool.place(id(3), .heavy) == [.greet(child: 1)])
    #expect(pool.place(id(4), .heavy) == [])
    #expect(pool.ended(0) == [])
    #expect(pool.ended(1) == [.down, .fail(id(3)), .fail(id(4))])
    #expect(pool.waitingCount == 0)
    #expect(pool.started(1) == [.up(generation: 2)])
    #expect(pool.place(id(5), .heavy) == [send(5, 1)])
  }

  @Test func theCallersOwnInitializeServesAsTheGreetingOfANewChild() {
    var pool = introduced(2)
    _ = pool.ended(0)
    _ = pool.started(0)
    #expect(pool.place(id(1), .initialize) == [send(1, 0)])
    #expect(pool.place(id(2), .cheap) == [])
    #expect(pool.accepted(id(1)) == [send(2, 0)])
    #expect(pool.finished(id(1)) == [])
    #expect(pool.introduced == 0)
  }

  @Test func aCallersInitializeThatComesToNothingLeavesTheChildToTheRememberedOne() {
    var pool = introduced(2)
    _ = pool.ended(0)
    _ = pool.started(0)
    _ = pool.place(id(1), .initialize)
    _ = pool.place(id(2), .cheap)
    #expect(pool.finished(id(1)) == [.greet(child: 0)])
    #expect(pool.greeted(0) == [send(2, 0)])
  }
}
