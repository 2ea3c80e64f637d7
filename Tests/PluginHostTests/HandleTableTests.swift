import Testing

@testable import PluginHost

@Suite struct HandleTableTests {
  private var table = HandleTable<String>(instance: 7)

  @Test mutating func aHandleCarriesItsInstanceAndIsNeverZero() {
    let handle = add("a")
    #expect(handle >> 48 == 7)
    #expect(handle & 0xFF_FFFF == 1)
    #expect(table.live(handle) == "a")
    #expect(table.live(0) == nil)
    #expect(table.count == 1)
  }

  @Test mutating func aHandleOfAnotherInstanceIsUnknown() {
    let handle = add("a")
    let foreign = handle & ~(0xFFFF << 48) | 8 << 48
    guard case .unknown = table[foreign] else {
      Issue.record("\(table[foreign])")
      return
    }
    let removed = table.remove(foreign)
    #expect(removed == nil)
    #expect(table.live(handle) == "a")
  }

  @Test mutating func aSlotThatIsUsedAgainGivesAnotherHandle() {
    let first = add("a")
    let removed = table.remove(first)
    #expect(removed == "a")
    let second = add("b")
    #expect(second != first)
    #expect(second & 0xFF_FFFF == first & 0xFF_FFFF)
    #expect(table.live(first) == nil)
    #expect(table.live(second) == "b")
    let (wasReplaced, again) = (table.replace(first, with: "c"), table.remove(first))
    #expect(!wasReplaced)
    #expect(again == nil)
    #expect(table.live(second) == "b")
  }

  @Test mutating func anEndedHandleSaysHowItEnded() {
    let finished = add("a")
    let cancelled = add("b")
    table.remove(finished)
    table.remove(cancelled, as: .cancelling)
    #expect(end(of: finished) == .finished)
    #expect(end(of: cancelled) == .cancelling)
    table.settleCancellation(cancelled)
    #expect(end(of: cancelled) == .cancelled)
    table.settleCancellation(finished)
    #expect(end(of: finished) == .finished)
  }

  @Test mutating func settlingACancellationLeavesTheSlotsNextOwnerAlone() {
    let cancelled = add("a")
    table.remove(cancelled, as: .cancelling)
    let next = add("b")
    table.settleCancellation(cancelled)
    #expect(table.live(next) == "b")
    table.remove(next)
    #expect(end(of: next) == .finished)
  }

  @Test mutating func removingEverythingCancelsIt() {
    let handles = [add("a"), add("b"), add("c")]
    table.remove(handles[1])
    #expect(table.live.map(\.value) == ["a", "c"])
    let removed = table.removeAll()
    #expect(removed == ["a", "c"])
    #expect(table.count == 0)
    #expect(end(of: handles[0]) == .cancelled)
    #expect(end(of: handles[1]) == .finished)
  }

  @Test mutating func valuesChangeInPlace() {
    let handle = add("a")
    let length = table.update(handle) { value in
      value += "b"
      return value.count
    }
    #expect(length == 2)
    #expect(table.live(handle) == "ab")
  }

  @Test mutating func generationsOutliveManyUsesOfOneSlot() {
    let first = add("first")
    table.remove(first)
    for _ in 0..<1000 { table.remove(add("again")) }
    #expect(table.live(first) == nil)
    #expect(table.count == 0)
  }

  private mutating func add(_ value: String) -> UInt64 {
    table.insert(value) ?? 0
  }

  private func end(of handle: UInt64) -> HandleTable<String>.End? {
    if case .ended(let end) = table[handle] { end } else { nil }
  }
}
