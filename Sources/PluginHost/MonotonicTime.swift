import Glibc

/// Instants of Swift's continuous clock in the terms of the ABI.
enum MonotonicTime {
  /// `CLOCK_MONOTONIC` in nanoseconds; 0 for none. A caller may allow centuries (dataplane spec TO-01): what does not
  /// fit is as far away as can be said.
  static func nanoseconds(of instant: ContinuousClock.Instant?) -> Int64 {
    guard let instant else { return 0 }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let (seconds, attoseconds) = (instant - .now).components
    let (scaled, tooLarge) = (Int64(now.tv_sec) + seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = scaled.addingReportingOverflow(Int64(now.tv_nsec) + attoseconds / 1_000_000_000)
    return tooLarge || overflow ? .max : sum
  }

  /// The instant of a `CLOCK_MONOTONIC` time, as close as two clocks can be read.
  static func instant(of nanoseconds: Int64) -> ContinuousClock.Instant {
    let now = Self.nanoseconds(of: .now)
    let (distance, overflow) = nanoseconds.subtractingReportingOverflow(now)
    return .now + .nanoseconds(overflow ? .max : distance)
  }
}
