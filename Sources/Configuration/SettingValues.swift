/// The values of settings as text, each with where it came from. Flags win over the environment, the environment over
/// defaults; an empty variable counts as unset (operator spec W-07).
public struct SettingValues: Sendable {
  public struct Value: Sendable {
    public let text: String
    public let source: String
  }

  private let flags: [SettingKey: [String]]
  private let environment: [String: String]

  /// `flags`: What was given on the command line, in order.
  public init(flags: [SettingKey: [String]], environment: [String: String]) {
    self.flags = flags
    self.environment = environment
  }

  /// The value of a setting that has one; nil when nobody set it and there is no default.
  public func value(_ key: SettingKey) -> Value? {
    if let last = flags[key]?.last { return Value(text: last, source: key.flag) }
    if let variable = key.variable, let text = environment[variable], !text.isEmpty {
      return Value(text: text, source: variable)
    }
    return key.fallback.map { Value(text: $0, source: "default of \(key.flag)") }
  }

  /// The values of a repeatable setting: all flags, or else the variable's parts.
  public func values(_ key: SettingKey, separator: Character) -> [Value] {
    if let given = flags[key], !given.isEmpty { return given.map { Value(text: $0, source: key.flag) } }
    guard let variable = key.variable, let text = environment[variable] else { return [] }
    return text.split(separator: separator).map { Value(text: String($0), source: variable) }
  }

  /// Whether nobody has set it.
  public func isDefault(_ key: SettingKey) -> Bool {
    flags[key]?.last == nil && key.variable.flatMap(variable) == nil
  }

  public func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
