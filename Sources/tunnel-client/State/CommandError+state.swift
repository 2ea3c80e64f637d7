import LocalState
import Runtimes

extension CommandError {
  init(state failure: StateFailure) {
    let code: ErrorCode =
      switch failure {
      case .corrupt, .newer: .stateInvalid
      case .locked: .inUse
      case .system, .unusableRoot: .io
      }
    self.init(code, failure.message, hint: failure.fix)
  }

  /// Runs what works on the state.
  static func ofState<Result>(_ work: () throws(StateFailure) -> Result) throws(CommandError) -> Result {
    do throws(StateFailure) {
      return try work()
    } catch {
      throw CommandError(state: error)
    }
  }

  /// A text that is no name; `what` is the flag or the argument.
  init(_ objection: LocalName.Objection, what: String) {
    self.init(
      .usage, "\(what): \(objection)",
      hint: objection.suggestion.map { "did you mean \"\($0)\"?" } ?? "use letters, digits and dashes")
  }
}
