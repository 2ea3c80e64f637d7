import Glibc
import Moments

/// A moment of the wall clock, as it is written in JSON.
public struct Timestamp: Sendable, Hashable {
  /// Seconds since 1970.
  public let seconds: Int64
  /// Nanoseconds within the second.
  public let nanoseconds: Int64

  /// A moment.
  public init(seconds: Int64, nanoseconds: Int64 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// The present moment.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }

  /// UTC with milliseconds: `2026-01-01T00:00:00.000Z` (RFC 3339).
  public var rfc3339: String { UTCText.rfc3339(seconds: seconds, nanoseconds: nanoseconds) }
}
