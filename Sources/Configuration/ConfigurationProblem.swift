/// One thing wrong with the configuration: which setting, where it came from, and what to do.
public struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// What holds the value: the flag, the variable, or the key with its file and line.
  public let source: SettingSource
  public let message: String
  /// The next step, a sentence without a full stop; may be empty.
  public let fix: String
  /// Only something that another place may still give is not there: a variable, a file of a secret, a target. The file
  /// with the reference to it may be right.
  public let isAbsence: Bool

  public init(source: SettingSource, message: String, fix: String = "", isAbsence: Bool = false) {
    self.source = source
    self.message = message
    self.fix = fix
    self.isAbsence = isAbsence
  }

  public var description: String {
    fix.isEmpty ? "\(source): \(message)" : "\(source): \(message); \(fix)"
  }

  /// The dotted key of the setting that is meant, where there is one.
  public var key: String {
    if source.layer == .profile { return source.name }
    return SettingKey.all.first { $0.flag == source.name || $0.variable == source.name || $0.name == source.name }?.name
      ?? source.name
  }
}

/// Everything that is wrong with the configuration, at once.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  public let problems: [ConfigurationProblem]

  public init(problems: [ConfigurationProblem]) {
    self.problems = problems
  }

  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
