import RawJSON

extension SettingsReader {
  mutating func mcp() -> Settings.MCP {
    let problemsBefore = problems.count
    let bindings = bindings()
    // A target that is written wrong is said to be wrong, not also to be missing.
    let needsMain = values.values(.pollChannels, separator: ",").isEmpty
    if problems.count == problemsBefore, needsMain, !bindings.contains(where: { $0.channel == "main" }) {
      note(
        .flag("--mcp.server-url"), "nothing serves the main channel",
        "name a target with --mcp.server-url, --mcp.command, --mcp.plugin, or try --embedded-mcp-stub", isAbsence: true)
    }
    return Settings.MCP(
      bindings: bindings, maxConcurrent: integer(.maxConcurrent, 1...100_000),
      window: duration(.connectionMaxTTL, atLeast: .milliseconds(1), atMost: .seconds(86_400)),
      startupWait: duration(.startupWait, atLeast: .zero, atMost: .seconds(86_400)),
      oauthTrustedOrigins: oauthTrustedOrigins())
  }

  /// Scheme, host and port, and nothing else (user needs 4.5).
  mutating func oauthTrustedOrigins() -> [String] {
    var origins: [String] = []
    for value in values.values(.oauthTrustedOrigins, separator: "\n") {
      let text = value.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !text.isEmpty else { continue }
      let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? ""
      guard BindingEntry.isServerURL(text), !rest.contains(where: { "/?#@".contains($0) }) else {
        note(
          value.source, "an entry is not an origin (not shown)",
          "write scheme, host and port alone: https://login.example.com, without a path or a slash at the end")
        continue
      }
      if !origins.contains(text) { origins.append(text) }
    }
    return origins
  }

  /// Every target that anybody named, one for a channel.
  mutating func bindings() -> [BindingSetting] {
    typealias Parse = (SettingValues.Value) throws(ConfigurationProblem) -> BindingSetting
    let headers = mcpHeaders()
    let kinds: [(SettingKey, Parse)] = [
      (.serverURL, { (value) throws(ConfigurationProblem) in try BindingEntry.server(value, headers: headers) }),
      (.command, BindingEntry.command), (.plugin, BindingEntry.plugin),
    ]
    var named: [BindingSetting] = embeddedStub().map { [$0] } ?? []
    for (key, parse) in kinds {
      for value in values.layers(key, separator: "\n") {
        do throws(ConfigurationProblem) {
          named.append(try parse(value))
        } catch {
          problems.append(error)
        }
      }
    }
    let records = BindingRecords(values: values, headers: headers)
    let (ofProfile, wrong) = records.read()
    problems += wrong
    // What is wrong with the plugins' own entries is said where those are read.
    let plugins = PluginRecords(values: values).read().plugins
    return chosen(named + ofProfile).map { Self.configured($0, plugins) }
  }

  /// A binding's configuration lies over that of its plugin's entry.
  private static func configured(_ binding: BindingSetting, _ plugins: [PluginSetting]) -> BindingSetting {
    var binding = binding
    if let plugin = plugins.first(where: { $0.id == binding.pluginID }) {
      binding.configuration = JSONObjectText.merged(binding.configuration, over: plugin.configuration)
      binding.secrets += plugin.secrets
    }
    if let auth = binding.auth, let plugin = plugins.first(where: { $0.id == auth.pluginID }) {
      binding.auth?.configuration = JSONObjectText.merged(auth.configuration, over: plugin.configuration)
      binding.secrets += plugin.secrets
    }
    return binding
  }

  private mutating func mcpHeaders() -> MCPHeaderSettings {
    MCPHeaderSettings(
      everywhere: headers(.mcpHeaders, reserved: HeaderSettings.ofMCPRequest),
      discovery: headers(.mcpDiscoveryHeaders, reserved: HeaderSettings.ofMCPRequest))
  }

  private mutating func embeddedStub() -> BindingSetting? {
    guard boolean(.embeddedStub) else { return nil }
    return BindingEntry.stub(
      name: values.value(.embeddedName)?.text ?? "", version: values.value(.embeddedVersion)?.text ?? "",
      source: values.value(.embeddedStub)?.source ?? .flag("--embedded-mcp-stub"))
  }

  /// For each channel the binding of the strongest layer (operator spec W-05); two of the same layer are a
  /// contradiction.
  private mutating func chosen(_ named: [BindingSetting]) -> [BindingSetting] {
    var chosen: [BindingSetting] = []
    for binding in named {
      guard let index = chosen.firstIndex(where: { $0.channel == binding.channel }) else {
        chosen.append(binding)
        continue
      }
      let other = chosen[index]
      switch (other.source.layer, binding.source.layer) {
      case (let first, let second) where first == second:
        note(
          binding.source, "channel \"\(binding.channel)\" is served already by \(other.source)",
          "give each target its own channel=NAME")
      case (let first, let second):
        let (winner, loser) = first > second ? (other, binding) : (binding, other)
        chosen[index] = winner
        notes.append("channel \"\(binding.channel)\": \(winner.source) replaces \(loser.source)")
      }
    }
    return chosen
  }
}
