import Configuration

/// The checks that need nothing but the configuration.
struct ConfigurationChecks {
  let values: SettingValues
  let file: ConfigurationFile?

  static let source = "config_source"
  static let load = "profile_load"
  /// What configuration problems are sorted under (operator spec 8.5, A-072).
  private static let groups = [
    "tunnel_id", "control_plane_api_key", "control_plane_base_url", "mcp_target", "config_validation",
  ]

  static func selected(_ file: ConfigurationFile?) -> CheckResult {
    let summary =
      switch file?.kind {
      case nil: "flags/environment only"
      case .file: file?.path ?? ""
      case .profile(let name): "profile: \(name)"
      case .profileFile: "profile file: \(file?.path ?? "")"
      }
    return CheckResult(source, .pass, summary)
  }

  static func notSelected(_ problem: ConfigurationProblem) -> CheckResult {
    CheckResult(
      source, .fail, "\(problem.source): \(problem.message)",
      why: "Without one configuration nobody knows which settings count.",
      evidence: [problem.description], next: [problem.fix], code: .configurationInvalid)
  }

  static func loaded(_ file: ConfigurationFile?) -> CheckResult {
    CheckResult(load, .pass, file.map { "\($0.path) is readable" } ?? "no profile is used")
  }

  static func notLoaded(_ problem: ConfigurationProblem) -> CheckResult {
    CheckResult(
      load, .fail, "\(problem.source.file ?? "") \(problem.message)",
      why: "The profile that was asked for holds the settings; none of them is known without it.",
      evidence: [problem.description], next: [problem.fix], code: .profileNotFound)
  }

  /// For a configuration that cannot be used: a check for each kind of setting that is wrong, with all that is wrong.
  func broken(_ problems: [ConfigurationProblem]) -> [CheckResult] {
    var sorted: [String: [ConfigurationProblem]] = [:]
    for problem in problems { sorted[Self.group(of: problem), default: []].append(problem) }
    // Who has configured nothing at all is told the first step, not all of them at once.
    let hasNothing =
      file == nil && problems.count == 3 && Set(sorted.keys) == Self.nothing
      && values.value(.tunnelID) == nil && values.value(.apiKey) == nil
    return Self.groups.compactMap { group in
      guard let wrong = sorted[group] else { return nil }
      if hasNothing, group != "tunnel_id" {
        return CheckResult(
          group, .skip, "not set yet", evidence: wrong.map(\.description), next: Self.fixes(wrong))
      }
      let more = wrong.count == 1 ? "" : " (and \(wrong.count - 1) more)"
      return CheckResult(
        group, .fail, "\(wrong[0].source): \(wrong[0].message)\(more)", why: Self.reasons[group],
        evidence: wrong.map(\.description), next: Self.fixes(wrong), code: .configurationInvalid)
    }
  }

  private static let nothing: Set<String> = ["tunnel_id", "control_plane_api_key", "mcp_target"]

  private static func fixes(_ problems: [ConfigurationProblem]) -> [String] {
    problems.map(\.fix).filter { !$0.isEmpty }
  }

  private static let reasons = [
    "tunnel_id": "The id says which tunnel's commands this client asks for.",
    "control_plane_api_key": "Every request to the control plane carries the runtime key.",
    "control_plane_base_url": "Commands come from there, and answers go there.",
    "mcp_target": "Commands of a channel go to the MCP server that its target names.",
    "config_validation": "`run` refuses to start with a setting that it cannot follow.",
  ]

  static func group(of problem: ConfigurationProblem) -> String {
    switch problem.key {
    case "control_plane.tunnel_id": "tunnel_id"
    case "control_plane.api_key", "OPENAI_API_KEY": "control_plane_api_key"
    case "control_plane.base_url", "control_plane.url_path": "control_plane_base_url"
    case let key
    where key.hasPrefix("mcp.server_urls") || key.hasPrefix("mcp.commands") || key.hasPrefix("mcp.bindings")
      || key == "--mcp.plugin" || key == "control_plane.poll_channels" || key.hasPrefix("--embedded"):
      "mcp_target"
    default: "config_validation"
    }
  }

  /// For a configuration that can be used.
  func sound(_ settings: Settings) -> [CheckResult] {
    let key = Explanation.all(values).first { $0.key == "control_plane.api_key" }
    let source = key?.source.map { " from \($0.label)" } ?? " from env:OPENAI_API_KEY"
    let targets = settings.mcp.bindings.map { "\($0.channel): \(Self.target($0))" }
    var checks = [
      CheckResult("tunnel_id", .pass, settings.controlPlane.tunnelID),
      CheckResult("control_plane_api_key", .pass, "configured" + source),
      CheckResult("control_plane_base_url", .pass, settings.controlPlane.baseURL + settings.controlPlane.urlPath),
      CheckResult("mcp_target", .pass, targets.joined(separator: "; ")),
    ]
    checks.append(
      settings.notes.isEmpty
        ? CheckResult("config_validation", .pass, "every setting can be followed")
        : CheckResult("config_validation", .warn, settings.notes[0], evidence: settings.notes))
    return checks
  }

  /// A variable that is there without a value sets nothing; whoever wrote it may think otherwise (operator spec W-07).
  func emptyVariables() -> [CheckResult] {
    let names = values.emptyVariables
    guard !names.isEmpty else { return [] }
    let isOne = names.count == 1
    return [
      CheckResult(
        "environment", .pass,
        "\(names.joined(separator: ", ")) \(isOne ? "is" : "are") empty, and \(isOne ? "counts" : "count") as not set",
        evidence: names)
    ]
  }

  /// What a binding leads to, without what could be a password.
  static func target(_ binding: BindingSetting) -> String {
    if let url = binding.network.serverURL { return Explanation.withoutUserInfo(url) }
    return binding.command ?? binding.pluginID
  }
}
