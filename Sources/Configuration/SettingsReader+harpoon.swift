extension SettingsReader {
  mutating func harpoon() -> HarpoonSettings {
    var harpoon = HarpoonSettings()
    harpoon.allowsPlaintext = boolean(.harpoonPlaintext)
    harpoon.maxResponseBytes = integer(.harpoonMaxResponse, 1...102_400)
    harpoon.maxRedirects = integer(.harpoonMaxRedirects, 0...5)
    harpoon.hostSuffixes = values.values(.harpoonSuffixes, separator: ";").map(\.text)
    harpoon.hostPatterns = patterns()
    harpoon.includesLoopback = boolean(.harpoonLoopback)
    harpoon.includesPrivate = boolean(.harpoonPrivate)
    harpoon.capturesPayloads = boolean(.harpoonCapture)
    for value in values.values(.harpoonTransports, separator: ";") {
      if value.text == "http-streamable" {
        harpoon.servesHTTP = true
      } else {
        note(value.source, "\"\(value.text)\" is no further transport", "the only one is http-streamable")
      }
    }
    harpoon.targets = targets(harpoon.allowsPlaintext)
    return harpoon
  }

  /// Flags replace the variable, that replaces the profile: the list is one (operator spec 3.8.6).
  private mutating func targets(_ allowsPlaintext: Bool) -> [HarpoonSettings.Target] {
    var targets: [HarpoonSettings.Target] = []
    let named = values.values(.harpoonTargets, separator: ";").flatMap { value in
      // A variable may separate by lines too.
      value.source.layer == .environment
        ? value.text.split(separator: "\n").map { SettingValues.Value(text: String($0), source: value.source) }
        : [value]
    }
    let records = named.isEmpty ? values.profile?.records[.harpoonTargets] ?? [] : []
    for make in named.map(HarpoonTargetEntry.init) + records.map(HarpoonTargetEntry.init) {
      do throws(ConfigurationProblem) {
        let target = try make.target(allowsPlaintext, values)
        guard !targets.contains(where: { $0.label == target.label }) else {
          throw ConfigurationProblem(
            source: target.source, message: "the label \"\(target.label)\" is used twice",
            fix: "give each target its own")
        }
        targets.append(target)
      } catch {
        problems.append(error)
      }
    }
    return targets
  }

  private mutating func patterns() -> [String] {
    values.values(.harpoonPatterns, separator: ";").compactMap { value in
      guard (try? Regex(value.text)) != nil else {
        note(value.source, "\"\(value.text)\" is no regular expression", "for example ^idp[0-9]+\\.")
        return nil
      }
      return value.text
    }
  }
}
