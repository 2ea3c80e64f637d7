import Glibc

/// Instants of Swift's continuous clock in the terms of the ABI.
enum MonotonicTime {
  /// `CLOCK_MONOTONIC` in nanoseconds; 0 for none.
  static func nanoseconds(of instant: ContinuousClock.Instant?) -> Int64 {
    guard let instant else { return 0 }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let (seconds, attoseconds) = (instant - .now).components
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) + seconds * 1_000_000_000
      + attoseconds / 1_000_000_000
  }
}
