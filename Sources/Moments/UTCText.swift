public import Glibc

/// Moments of the wall clock in RFC 3339, always in UTC.
public enum UTCText {
  /// `2026-11-24T06:00:00.123Z`, with so many digits of the second's fraction, 1 to 9.
  public static func rfc3339(seconds: Int64, nanoseconds: Int64, digits: Int = 3) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    let date = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
    return "\(date)T\(clock(parts, nanoseconds: nanoseconds, digits: digits))Z"
  }

  /// `06:00:00.123`
  public static func clock(_ parts: tm, nanoseconds: Int64, digits: Int = 3) -> String {
    let fraction = padded(nanoseconds, 9).prefix(digits)
    return "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2)).\(fraction)"
  }

  private static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
