/// For how long payloads are captured: a whole number and `s`, `m` or `h`.
enum CapturePeriod {
  /// Whoever does not say gets this.
  static let fallback = Duration.seconds(600)
  private static let longest = 24 * 3600

  /// Nil for anything that is not a time from a second to a day.
  static func parse(_ text: String) -> Duration? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()), number > 0,
      number <= longest / unit
    else { return nil }
    return .seconds(number * unit)
  }
}
