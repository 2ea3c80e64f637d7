/// Which configuration file the process uses (operator spec 3.3 to 3.5, 6.1).
public struct ConfigurationFile: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// `--config`
    case file
    /// `--profile`
    case profile(name: String)
    /// `--profile-file`
    case profileFile(name: String)
  }

  public let kind: Kind
  /// Absolute, or relative to the working folder as it was given.
  public let path: String
  /// The flag or the variable that chose it.
  public let source: SettingSource

  /// As the start of `run` and the first check of `doctor` show it.
  public var label: String {
    switch kind {
    case .file: path
    case .profile(let name): "profile:\(name)"
    case .profileFile: "profile-file:\(path)"
    }
  }

  public var profileName: String? {
    switch kind {
    case .file: nil
    case .profile(let name), .profileFile(let name): name
    }
  }

  /// The folder of the profiles: flag, variable, `XDG_CONFIG_HOME`, `~/.config` (6.1.2).
  public static func folder(
    flags: [SettingKey: [String]], environment: [String: String]
  ) throws(ConfigurationProblem) -> String {
    let values = SettingValues(flags: flags, environment: environment)
    let given = values.candidates(.profileDirectory).first { $0.source.layer != .fallback }
    if let given {
      guard !given.text.isEmpty else {
        throw ConfigurationProblem(source: given.source, message: "a folder is missing", fix: "name one")
      }
      return HomePath.expanded(given.text, environment)
    }
    if let base = values.variable("XDG_CONFIG_HOME"), base.hasPrefix("/") { return base + "/tunnel-client" }
    guard let home = values.variable("HOME") else {
      throw ConfigurationProblem(
        source: .variable("HOME"), message: "is not set, so nobody knows where profiles are",
        fix: "set it, or name the folder with --profile-dir")
    }
    return home + "/.config/tunnel-client"
  }

  /// Nil when nobody chose one: flags and environment are all there is (3.5).
  public static func select(
    flags: [SettingKey: [String]], environment: [String: String]
  ) throws(ConfigurationProblem) -> ConfigurationFile? {
    let keys: [SettingKey] = [.config, .profile, .profileFile]
    let flagged = keys.compactMap { key in flags[key]?.last.map { (key, $0, SettingSource.flag(key.flag ?? "")) } }
    let named = keys.compactMap { key -> (SettingKey, String, SettingSource)? in
      guard let name = key.variable, let text = environment[name], text.contains(where: { !$0.isWhitespace }) else {
        return nil
      }
      return (key, text, .variable(name))
    }
    let chosen = flagged.isEmpty ? named : flagged
    guard let (key, text, source) = chosen.first else { return nil }
    guard chosen.count == 1 else {
      let names = chosen.map(\.2.name)
      throw ConfigurationProblem(
        source: source, message: "\(names.joined(separator: " and ")) are mutually exclusive", fix: "leave one of them")
    }
    guard !text.isEmpty else {
      throw ConfigurationProblem(source: source, message: "a value is missing", fix: "for example \(key.example)")
    }
    switch key {
    case .config: return ConfigurationFile(kind: .file, path: HomePath.expanded(text, environment), source: source)
    case .profileFile: return try profileFile(text, source, environment)
    default:
      if let objection = ProfileName.objection(to: text) {
        throw ConfigurationProblem(source: source, message: objection, fix: "see `tunnel-client profiles list`")
      }
      let folder = try folder(flags: flags, environment: environment)
      let path = "\(folder)/\(text).yaml"
      if let objection = ProfileLink.objection(to: path, in: folder) {
        throw ConfigurationProblem(source: source, message: objection, fix: ProfileLink.fix)
      }
      return ConfigurationFile(kind: .profile(name: text), path: path, source: source)
    }
  }

  private static func profileFile(
    _ text: String, _ source: SettingSource, _ environment: [String: String]
  ) throws(ConfigurationProblem) -> ConfigurationFile {
    let path = HomePath.expanded(text, environment)
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    guard last.hasSuffix(".yaml") else {
      throw ConfigurationProblem(
        source: source, message: "\(path) does not end in .yaml", fix: "use --config for a file of another name")
    }
    let name = String(last.dropLast(5))
    if let objection = ProfileName.objection(to: name) {
      throw ConfigurationProblem(source: source, message: objection, fix: "rename the file, or use --config")
    }
    return ConfigurationFile(kind: .profileFile(name: name), path: path, source: source)
  }
}
