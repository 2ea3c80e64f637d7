import Synchronization

/// A number that only grows. Incremented from any thread at the price of one atomic add.
public final class Counter: Sendable {
  private let count = Atomic<UInt64>(0)

  init() {}

  /// The present value.
  public var value: UInt64 { count.load(ordering: .relaxed) }

  /// Adds `amount`.
  public func increment(by amount: UInt64 = 1) {
    count.wrappingAdd(amount, ordering: .relaxed)
  }
}
