public import Configuration

/// Why an `exec:` reference has no value. One line for a person, without the secret.
public struct SecretFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public let message: String
  /// The next step, a sentence without a full stop.
  public let fix: String

  public init(message: String, fix: String = "run the command by hand and see what it says") {
    self.message = message
    self.fix = fix
  }

  public var description: String { fix.isEmpty ? message : "\(message); \(fix)" }

  /// The failure as a problem of the setting that holds the reference.
  public func problem(of source: SettingSource) -> ConfigurationProblem {
    ConfigurationProblem(source: source, message: message, fix: fix)
  }
}
