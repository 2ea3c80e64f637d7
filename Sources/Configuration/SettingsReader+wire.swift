extension SettingsReader {
  mutating func network(_ bindings: [BindingSetting]) -> NetworkSettings {
    var reader = NetworkReader(values)
    let network = reader.read(bindings)
    problems += reader.problems
    return network
  }

  mutating func wire(_ bindings: [BindingSetting]) -> WireSettings {
    // Only checked: our first poll is always shorter, see PollStateMachine.pollWait.
    _ = duration(.initialPollTimeout, atLeast: .milliseconds(1), atMost: .seconds(600))
    return WireSettings(
      pollers: integer(.pollers, 1...4), pollChannels: pollChannels(bindings),
      headers: headers(.controlPlaneHeaders, reserved: HeaderSettings.ofControlPlane),
      sendsTiming: boolean(.sendTiming), forwardsTraceContext: boolean(.forwardTraceContext))
  }

  /// Canonical names, each once, each with a binding that serves it (operator spec 3.7).
  private mutating func pollChannels(_ bindings: [BindingSetting]) -> [String] {
    var channels: Set<String> = []
    for value in values.values(.pollChannels, separator: ",") {
      let name = value.text.trimmed.lowercased()
      if !bindings.contains(where: { $0.channel == name }) {
        note(value.source, "nothing serves the channel \"\(value.text)\"", "name a target with channel=\(name)")
      } else if !channels.insert(name).inserted {
        note(value.source, "the channel \"\(name)\" is named twice", "name it once")
      }
    }
    return channels.sorted()
  }

  /// Headers of a repeatable flag, or of a variable with `,` or `;` between them.
  mutating func headers(_ key: SettingKey, reserved: Set<String>) -> HeaderSettings {
    var headers = HeaderSettings()
    if (key.flag.flatMap { _ in values.flags[key] } ?? []).isEmpty,
      values.variables[key.variable ?? ""]?.isEmpty != false
    {
      return profileHeaders(key, reserved: reserved)
    }
    for value in values.values(key, separator: ";") {
      let isFlag = value.source.layer == .flag
      for part in isFlag ? [value.text[...]] : value.text.split(separator: ",") {
        do throws(ConfigurationProblem) {
          let entry = SettingValues.Value(text: String(part), source: value.source)
          try headers.add(entry, reserved: reserved, values)
        } catch {
          problems.append(error)
        }
      }
    }
    return headers
  }

  /// A profile's mapping: a comma is a comma there (operator spec W-06).
  private mutating func profileHeaders(_ key: SettingKey, reserved: Set<String>) -> HeaderSettings {
    var headers = HeaderSettings()
    for field in values.profile?.maps[key] ?? [] {
      do throws(ConfigurationProblem) {
        try headers.add(field.name, field.value, reserved: reserved, values)
      } catch {
        problems.append(error)
      }
    }
    return headers
  }

  /// The words that the peer's flags take (operator spec 3.7.2).
  mutating func boolean(_ key: SettingKey) -> Bool {
    guard let value = values.value(key) else { return false }
    if ["1", "t", "T", "TRUE", "true", "True"].contains(value.text) { return true }
    // In YAML the peer takes the words of version 1.1, too.
    let isYAML = value.source.layer == .profile
    if isYAML, ["y", "yes", "on"].contains(value.text.lowercased()) { return true }
    let isNo = isYAML && ["n", "no", "off"].contains(value.text.lowercased())
    if !isNo, !["0", "f", "F", "FALSE", "false", "False"].contains(value.text) {
      note(value.source, "\"\(value.text)\" is neither true nor false", "write true or false")
    }
    return false
  }
}
