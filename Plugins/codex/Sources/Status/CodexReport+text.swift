/// The report for people (operator spec 18.2.2).
extension CodexReport {
  func text() -> String {
    var sections = ["Codex:\n" + lines(codex)]
    if let survey { sections.append("Tunnel MCP plugin:\n" + lines(plugin(survey))) }
    if state != .missing { sections.append("Codex app / bridge:\n" + lines(bridgeFacts)) }
    sections.append("Commands:\n" + lines(commands))
    return sections.joined(separator: "\n")
  }

  private func lines(_ facts: [(String, String?)]) -> String {
    facts.compactMap { label, value in value.map { "  \(label): \($0)\n" } }.joined()
  }

  private var codex: [(String, String?)] {
    let meaning =
      switch state {
      case .missing: "missing: \(failure?.message ?? "codex is not on the PATH")"
      case .unsupported: "too old for the assistant"
      case .error: "does not come up"
      case .loggedOut: "signed out"
      case .bridgeReady: "up; who is signed in is not known"
      case .ready: "ready"
      }
    return [("State", meaning), ("Path", path), ("Version", version), ("Home", home?.path)]
  }

  private func plugin(_ survey: PluginSurvey) -> [(String, String?)] {
    guard let chosen = survey.chosen else {
      return [("Installed", "no")] + trouble(survey)
    }
    let isOn = survey.enabledKeys.contains(chosen.key)
    return [
      ("Installed", "\(chosen.key) \(chosen.version)\(isOn ? "" : ", not switched on in config.toml")"),
      ("Folder", chosen.directory), ("Made for", chosen.hint?.path), ("Warning", chosen.hint?.problem),
      ("Update with", reinstall),
    ] + trouble(survey)
  }

  private func trouble(_ survey: PluginSurvey) -> [(String, String?)] {
    [("Configuration", survey.problem)] + survey.stale.map { ("Stale entry", "\($0.key): \($0.reason)") }
  }

  private var bridgeFacts: [(String, String?)] {
    let account = bridge?.account.map { account in
      ([account.type] + [account.email, account.plan].compactMap(\.self)).joined(separator: ", ")
    }
    return [
      ("App server", isBridgeReady ? "answers" : nil), ("Signed in", isBridgeReady ? account ?? "no" : nil),
      ("Error", failure?.message), ("Fix", failure?.hint),
    ]
  }

  /// Nil once it is there: "Update with" says more then.
  private var install: String? { survey?.chosen == nil ? "tunnel-client codex plugin install" : nil }

  private var commands: [(String, String?)] {
    switch state {
    case .missing:
      [("Install", guide.preferred.install)] + guide.ordered().dropFirst().map { ("Or", $0.install) }
        + [("See", InstallGuide.page)]
    case .unsupported, .error: [("Upgrade", guide.preferred.upgrade), ("Look closer", "tunnel-client codex diagnose")]
    case .loggedOut: [("Sign in", "codex login"), ("Plugin", install)]
    case .bridgeReady, .ready:
      [
        ("Chat", "tunnel-client codex assistant"),
        ("Plugin", install),
      ]
    }
  }
}
