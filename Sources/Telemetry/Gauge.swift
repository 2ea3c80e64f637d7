import Synchronization

/// A number that goes up and down. Set from any thread at the price of one atomic store.
public final class Gauge: Sendable {
  private let bits = Atomic<UInt64>(0)

  init() {}

  /// The present value.
  public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  /// Replaces the value.
  public func set(_ value: Double) {
    bits.store(value.bitPattern, ordering: .relaxed)
  }

  /// Adds `amount`, which may be negative.
  public func add(_ amount: Double) {
    var expected = bits.load(ordering: .relaxed)
    while true {
      let sum = Double(bitPattern: expected) + amount
      let (exchanged, original) = bits.weakCompareExchange(
        expected: expected, desired: sum.bitPattern, ordering: .relaxed)
      if exchanged { return }
      expected = original
    }
  }
}
