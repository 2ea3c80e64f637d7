/// The values of settings, each with where it came from: flags win over the environment, that over the profile, that
/// over defaults. An empty variable counts as unset (operator spec W-07). What a profile nests stays nested: nothing is
/// lowered to a line with commas (W-06).
public struct SettingValues: Sendable {
  public struct Value: Sendable {
    public let text: String
    public let source: SettingSource
  }

  let flags: [SettingKey: [String]]
  let environment: [String: String]
  /// What of the environment sets settings; references look into all of it.
  private(set) var variables: [String: String]
  /// Whether what references name must be there. Where it need not, ``SecretReference/placeholder`` stands for it.
  private(set) var needsReferences = true
  public let profile: Profile?
  /// What `exec:` references gave, by their command line.
  let resolved: [String: ResolvedReference]

  /// - Parameters:
  ///   - flags: What was given on the command line, in order.
  ///   - environment: The process's.
  ///   - profile: What the configuration file says.
  ///   - resolved: The answers to ``execReferences``.
  public init(
    flags: [SettingKey: [String]], environment: [String: String], profile: Profile? = nil,
    resolved: [String: ResolvedReference] = [:]
  ) {
    self.flags = flags
    self.environment = environment
    variables = environment
    self.profile = profile
    self.resolved = resolved
  }

  /// The same with the answers to ``execReferences``.
  public func resolving(_ answers: [String: ResolvedReference]) -> SettingValues {
    SettingValues(flags: flags, environment: environment, profile: profile, resolved: answers)
  }

  /// What a profile says by itself; the environment only answers its references.
  static func alone(
    _ profile: Profile, environment: [String: String], needsReferences: Bool
  ) -> SettingValues {
    var values = SettingValues(flags: [:], environment: environment, profile: profile)
    values.variables = [:]
    values.needsReferences = needsReferences
    return values
  }

  /// The value of a setting that has one; nil when nobody set it and there is no default.
  public func value(_ key: SettingKey) -> Value? { candidates(key).first }

  /// Every value that a setting was given, the one that counts first, the default last.
  public func candidates(_ key: SettingKey) -> [Value] {
    var found: [Value] = []
    if let flag = key.flag, let last = flags[key]?.last { found.append(Value(text: last, source: .flag(flag))) }
    if let variable = key.variable, let text = variables[variable], !text.isEmpty {
      found.append(Value(text: text, source: .variable(variable)))
    }
    if let scalar = profile?.scalars[key] { found.append(scalar) }
    if let fallback = key.fallback { found.append(Value(text: fallback, source: .fallback(key))) }
    return found
  }

  /// The values of a repeatable setting: all flags, or else the variable's parts, or else the profile's list.
  public func values(_ key: SettingKey, separator: Character) -> [Value] {
    if let flag = key.flag, let given = flags[key], !given.isEmpty {
      return given.map { Value(text: $0, source: .flag(flag)) }
    }
    if let variable = key.variable, let text = variables[variable], !text.isEmpty {
      return parts(text, variable, separator)
    }
    return profile?.lists[key] ?? []
  }

  /// Like ``values(_:separator:)``, but flags do not hide the variable, and neither hides the profile.
  func layers(_ key: SettingKey, separator: Character) -> [Value] {
    let given = (key.flag.flatMap { flag in flags[key]?.map { Value(text: $0, source: .flag(flag)) } } ?? [])
    let environment = key.variable.flatMap { name in
      variables[name].map { parts($0, name, separator) }
    }
    return given + (environment ?? []) + (profile?.lists[key] ?? [])
  }

  private func parts(_ text: String, _ variable: String, _ separator: Character) -> [Value] {
    text.split(separator: separator).map { Value(text: String($0), source: .variable(variable)) }
  }

  /// Variables of settings that are there without a value; they count as not set.
  public var emptyVariables: [String] {
    SettingKey.all.compactMap(\.variable).filter { variables[$0]?.isEmpty == true }.sorted()
  }

  /// Whether nobody has set it.
  public func isDefault(_ key: SettingKey) -> Bool {
    value(key).map { $0.source.layer == .fallback } ?? true
  }

  public func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// What an `exec:` reference gave: the secret, or why there is none. The text of the latter holds no secret.
public typealias ResolvedReference = Result<String, ReferenceFailure>

public struct ReferenceFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
