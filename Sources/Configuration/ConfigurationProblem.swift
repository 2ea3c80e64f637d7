/// One thing wrong with the configuration: which setting, where it came from, and what to do.
public struct ConfigurationProblem: Error, Sendable, CustomStringConvertible {
  /// The flag or the environment variable that holds the value.
  public let source: String
  public let message: String
  /// The next step, a sentence without a full stop; may be empty.
  public let fix: String

  public init(source: String, message: String, fix: String = "") {
    self.source = source
    self.message = message
    self.fix = fix
  }

  public var description: String {
    fix.isEmpty ? "\(source): \(message)" : "\(source): \(message); \(fix)"
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
