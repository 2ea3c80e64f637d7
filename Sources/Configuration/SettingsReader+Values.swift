/// Values of one kind each.
extension SettingsReader {
  mutating func integer(_ key: SettingKey, _ range: ClosedRange<Int>) -> Int {
    guard let value = values.value(key) else { return range.lowerBound }
    guard let number = Int(value.text), range.contains(number) else {
      note(
        value.source, "\"\(value.text)\" is not a whole number from \(range.lowerBound) to \(range.upperBound)",
        "the default is \(key.fallback ?? "none")")
      return range.lowerBound
    }
    return number
  }

  mutating func duration(_ key: SettingKey, atLeast least: Duration, atMost most: Duration) -> Duration {
    guard let value = values.value(key) else { return least }
    guard let duration = DurationText.parse(value.text), duration >= least, duration <= most else {
      note(value.source, "\"\(value.text)\" is not a duration from \(least) to \(most)", "write it as 500ms, 30s or 2m")
      return least
    }
    return duration
  }

  mutating func flag(_ key: SettingKey) -> Bool {
    guard let value = values.value(key) else { return false }
    switch value.text.lowercased() {
    case "true", "1", "t": return true
    case "false", "0", "f": return false
    default:
      note(value.source, "\"\(value.text)\" is neither true nor false", "write true or false")
      return false
    }
  }
}
