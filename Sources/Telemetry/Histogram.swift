import Synchronization

/// How often values fell into which range.
public final class Histogram: Sendable {
  /// Upper bounds for durations in seconds, from 1 ms to 2 min.
  public static let seconds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
  ]
  /// Upper bounds for durations in milliseconds, from 1 ms to 2 min.
  public static let milliseconds: [Double] = seconds.map { $0 * 1000 }
  /// Upper bounds for sizes in bytes, from 256 B to 16 MiB.
  public static let bytes: [Double] = stride(from: 8, through: 24, by: 2).map { Double(1 << $0) }

  /// What was counted up to a moment.
  public struct Snapshot: Sendable, Equatable {
    /// For each range, one more than there are bounds.
    public internal(set) var counts: [UInt64]
    public internal(set) var sum: Double

    /// Nothing, in so many ranges.
    public init(empty count: Int) {
      counts = Array(repeating: 0, count: count)
      sum = 0
    }
  }

  /// Upper bounds, ascending; a range above the last one is implied.
  public let bounds: [Double]
  private let state: Mutex<Snapshot>

  /// The bounds are sorted; a range above the last one is implied.
  init(bounds: [Double]) {
    self.bounds = bounds.filter(\.isFinite).sorted()
    self.state = Mutex(Snapshot(empty: self.bounds.count + 1))
  }

  /// Counts one value. A value that is no number is not counted: it would make the sum useless for ever.
  public func observe(_ value: Double) {
    guard !value.isNaN else { return }
    let index = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[index] += 1
      state.sum += value
    }
  }

  /// Counts the seconds of a duration.
  public func observe(seconds duration: Duration) {
    observe(duration / .seconds(1))
  }

  /// Adds what was counted elsewhere with the same bounds.
  ///
  /// - Returns: false, and nothing was added, when there is not a count for each range.
  public func add(counts: [UInt64], sum: Double) -> Bool {
    guard counts.count == bounds.count + 1, !sum.isNaN else { return false }
    state.withLock { state in
      for index in counts.indices { state.counts[index] &+= counts[index] }
      state.sum += sum
    }
    return true
  }

  /// How many values were counted.
  public var count: UInt64 { snapshot.counts.reduce(0, +) }

  /// What was counted so far.
  public var snapshot: Snapshot { state.withLock { $0 } }
}
