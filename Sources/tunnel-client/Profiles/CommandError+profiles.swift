import Configuration
import Profiles

extension CommandError {
  init(store failure: ProfileStoreFailure) {
    let code: ErrorCode =
      switch failure {
      case .invalidName: .usage
      case .notFound: .profileNotFound
      case .exists: .profileExists
      case .link: .profileInvalid
      case .unreadable, .system: .io
      }
    self.init(code, failure.message, hint: failure.fix)
  }

  /// A profile that `run` would refuse; nothing was written. `what` the problems are in, for programs, and `then`, how to
  /// go on, on a line of its own.
  static func invalid(_ problems: [ConfigurationProblem], in what: String, then: String = "") -> CommandError {
    let details = problems.map { Detail($0) }
    let lines = problems.map(\.description) + (then.isEmpty ? [] : [then])
    let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
    return CommandError(
      .profileInvalid, "\(what): \(count)", hint: then.isEmpty ? nil : then, details: details,
      lines: lines.joined(separator: "\n"))
  }
}

extension CommandError.Detail {
  init(_ problem: ConfigurationProblem) {
    self.init(
      key: problem.key, source: "\(problem.source)", message: problem.message,
      fix: problem.fix.isEmpty ? nil : problem.fix)
  }
}
