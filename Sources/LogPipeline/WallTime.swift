import Glibc
import Moments

/// A moment of the day, for people and for RFC 3339.
struct WallTime: Sendable {
  let seconds: Int64
  let nanoseconds: Int64

  static var now: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }

  /// `2026-11-24T06:00:00.123Z`
  var rfc3339: String { UTCText.rfc3339(seconds: seconds, nanoseconds: nanoseconds) }

  /// `2026-11-24T06:00:00.123456789Z`
  var rfc3339Nanoseconds: String { UTCText.rfc3339(seconds: seconds, nanoseconds: nanoseconds, digits: 9) }

  /// `06:00:00.123` in local time.
  var clock: String {
    var parts = tm()
    var seconds = time_t(seconds)
    localtime_r(&seconds, &parts)
    return UTCText.clock(parts, nanoseconds: nanoseconds)
  }
}
