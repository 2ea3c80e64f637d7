import Glibc

/// Reads moments as RFC 3339 writes them.
enum RFC3339 {
  /// Nanoseconds since 1970; nil for anything else.
  static func nanoseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74 || bytes[10] == 0x20,
      bytes[13] == 0x3A, bytes[16] == 0x3A
    else { return nil }
    func number(_ range: Range<Int>) -> Int32? {
      guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
      return Int32(String(decoding: bytes[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
    var rest = bytes[19...]
    var fraction: Int64 = 0
    if rest.first == 0x2E {
      let digits = rest.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
      guard !digits.isEmpty else { return nil }
      for place in 0..<9 {
        fraction = fraction * 10 + Int64(place < digits.count ? digits[digits.startIndex + place] - 0x30 : 0)
      }
      rest = rest.dropFirst(digits.count + 1)
    }
    guard let offset = offsetSeconds(Array(rest)) else { return nil }
    let (scaled, overflow) = (Int64(timegm(&parts)) - offset).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : scaled + fraction
  }

  private static func offsetSeconds(_ zone: [UInt8]) -> Int64? {
    if zone == [0x5A] || zone == [0x7A] { return 0 }
    guard zone.count == 6, zone[0] == 0x2B || zone[0] == 0x2D, zone[3] == 0x3A,
      let hours = Int64(String(decoding: zone[1..<3], as: UTF8.self)),
      let minutes = Int64(String(decoding: zone[4..<6], as: UTF8.self)), (0..<24).contains(hours),
      (0..<60).contains(minutes)
    else { return nil }
    return (zone[0] == 0x2D ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
