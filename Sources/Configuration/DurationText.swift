/// Durations as the command line writes them: `300ms`, `10s`, `1m30s`, `1h` (the grammar of the peer's flags).
public enum DurationText {
  private static let units: [(suffix: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]

  /// Nil when the text is not a non-negative duration. `0` needs no unit.
  public static func parse(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    var rest = text[...]
    var total = 0.0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let value = Double(number) else { return nil }
      rest = rest.dropFirst(number.count)
      let suffix = rest.prefix { !($0.isASCII && $0.isNumber) }
      guard let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
      rest = rest.dropFirst(suffix.count)
      total += value * unit.nanoseconds
    }
    guard total < 9.2e18 else { return nil }
    return .nanoseconds(Int64(total))
  }

  /// As one would write it: `500ms`, `30s`, `2m`, `1h30m`.
  public static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    if seconds == 0 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    let parts = [(hours, "h"), (minutes, "m"), (rest, "s")].filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
    return parts.joined() + (milliseconds > 0 ? "\(milliseconds)ms" : "")
  }
}
