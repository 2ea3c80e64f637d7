/// What is wrong with a profile by itself.
public struct ProfileCheck: Sendable, Equatable {
  /// What `run` would refuse, wherever it runs.
  public var problems: [ConfigurationProblem] = []
  /// What is not there yet, on this machine at this time: a variable, a file with a secret, a setting that a flag may
  /// still give.
  public var notes: [ConfigurationProblem] = []

  public init() {}
}

extension SettingsReader {
  /// Reads a profile like `run` would, without flags and without the variables that set settings (operator spec W-11,
  /// W-16, 32.1). Commands of `exec:` references do not run.
  public static func validate(_ profile: Profile, environment: [String: String]) -> ProfileCheck {
    var check = ProfileCheck()
    check.problems = problems(of: .alone(profile, environment: environment, needsReferences: false))
      .filter { !$0.isAbsence }
    check.notes = problems(of: .alone(profile, environment: environment, needsReferences: true))
      .filter { problem in
        let isExec = problem.message.hasPrefix("exec: ")
        return problem.isAbsence && !isExec && !isGiven(problem.source, in: environment)
      }
    return check
  }

  /// What a profile alone says of targets and plugins; ``standIn`` where a reference has no answer yet. Nil when that
  /// cannot be read; see ``validate(_:environment:)`` for why.
  public static func targets(of profile: Profile, environment: [String: String]) -> TargetSettings? {
    try? readTargets(.alone(profile, environment: environment, needsReferences: false))
  }

  /// Stands for what a reference names and is not there yet.
  public static var standIn: String { SecretReference.placeholder }

  private static func problems(of values: SettingValues) -> [ConfigurationProblem] {
    do throws(ConfigurationError) {
      _ = try read(values)
      return []
    } catch {
      return error.problems
    }
  }

  /// Whether the environment has the setting that a flag or a variable of this name sets.
  private static func isGiven(_ source: SettingSource, in environment: [String: String]) -> Bool {
    let key = SettingKey.all.first { $0.flag == source.name || $0.variable == source.name }
    return key?.variable.flatMap { environment[$0] }?.isEmpty == false
  }
}
