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
      note(
        value.source,
        "\"\(value.text)\" is not a duration from \(DurationText.text(least)) to \(DurationText.text(most))",
        "write it as 500ms, 30s or 2m")
      return least
    }
    return duration
  }

  /// A path with `~/` and references written out.
  mutating func path(_ key: SettingKey) -> String? {
    guard let value = values.value(key) else { return nil }
    do throws(ConfigurationProblem) {
      return try values.path(value)
    } catch {
      problems.append(error)
      return nil
    }
  }

  /// A text; a profile may hold a reference to it.
  mutating func text(_ key: SettingKey) -> SettingValues.Value? {
    guard let value = values.value(key) else { return nil }
    do throws(ConfigurationProblem) {
      return try values.plain(value)
    } catch {
      problems.append(error)
      return nil
    }
  }
}
