/// Reads `created_at`, an RFC 3339 date-time in a JSON string, without making a string of it: every command has one.
enum CreationTime {
  /// Milliseconds since 1970; nil for whatever is not a date-time. `token` is the JSON token with its quotes.
  static func milliseconds(_ token: UnsafeRawBufferPointer) -> Int64? {
    guard token.count >= 22, token.first == UInt8(ascii: "\""), token.last == UInt8(ascii: "\"") else { return nil }
    var text = Reader(bytes: UnsafeRawBufferPointer(rebasing: token.dropFirst().dropLast()))
    guard let year = text.number(4), text.take("-"), let month = text.number(2), (1...12).contains(month),
      text.take("-"), let day = text.number(2), (1...31).contains(day), text.take("T") || text.take("t"),
      let hour = text.number(2), hour < 24, text.take(":"), let minute = text.number(2), minute < 60, text.take(":"),
      let second = text.number(2), second <= 60
    else { return nil }
    var fraction: Int64 = 0
    if text.take(".") {
      guard let read = text.milliseconds() else { return nil }
      fraction = read
    }
    guard let offset = text.offset(), text.isAtEnd else { return nil }
    let time = days(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second
    return time * 1000 + fraction
  }

  /// Days since 1970-01-01 of a date of the Gregorian calendar: years are counted from March, so that the day that
  /// some years have more comes last.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    private var digit: Int64? {
      guard position < bytes.count, (48...57).contains(bytes[position]) else { return nil }
      return Int64(bytes[position] - 48)
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
      position += 1
      return true
    }

    mutating func number(_ digits: Int) -> Int64? {
      var value: Int64 = 0
      for _ in 0..<digits {
        guard let digit else { return nil }
        value = value * 10 + digit
        position += 1
      }
      return value
    }

    /// Any number of digits, of which three count.
    mutating func milliseconds() -> Int64? {
      guard digit != nil else { return nil }
      var (value, weight): (Int64, Int64) = (0, 100)
      while let digit {
        value += digit * weight
        weight /= 10
        position += 1
      }
      return value
    }

    /// Minutes east of Greenwich.
    mutating func offset() -> Int64? {
      if take("Z") || take("z") { return 0 }
      let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let hours = number(2), hours < 24, take(":"), let minutes = number(2), minutes < 60 else {
        return nil
      }
      return sign * (hours * 60 + minutes)
    }
  }
}
