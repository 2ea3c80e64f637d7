import Glibc

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
  var rfc3339: String { utc(fraction: milliseconds) }

  /// `2026-11-24T06:00:00.123456789Z`
  var rfc3339Nanoseconds: String { utc(fraction: padded(nanoseconds, 9)) }

  /// `06:00:00.123` in local time.
  var clock: String {
    var parts = tm()
    var seconds = time_t(seconds)
    localtime_r(&seconds, &parts)
    return time(parts, milliseconds)
  }

  private var milliseconds: String { padded(nanoseconds / 1_000_000, 3) }

  private func utc(fraction: String) -> String {
    var parts = tm()
    var seconds = time_t(seconds)
    gmtime_r(&seconds, &parts)
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T" + time(parts, fraction) + "Z"
  }

  private func time(_ parts: tm, _ fraction: String) -> String {
    "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)"
  }

  private func two(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
