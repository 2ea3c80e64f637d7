import Glibc

/// A moment of the day, for people and for RFC 3339.
struct WallTime: Sendable {
  private let seconds: Int
  private let milliseconds: Int

  static var now: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// `2026-11-24T06:00:00.123Z`
  var rfc3339: String {
    var parts = tm()
    var seconds = seconds
    gmtime_r(&seconds, &parts)
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T" + time(parts) + "Z"
  }

  /// `06:00:00.123` in local time.
  var clock: String {
    var parts = tm()
    var seconds = seconds
    localtime_r(&seconds, &parts)
    return time(parts)
  }

  private func time(_ parts: tm) -> String {
    let fraction = String(milliseconds + 1000).dropFirst()
    return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)"
  }

  private func two(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
