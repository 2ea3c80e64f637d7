import Configuration
import Preflight
import Profiles

/// A profile's text on its way into the folder: checked by the validator that `run` has.
struct ProfileText {
  let bytes: [UInt8]
  /// What is not there yet.
  let notes: [ConfigurationProblem]

  /// `path` is what messages call it, `what` what programs are told it is, `then` how a person goes on after an error.
  init(_ bytes: [UInt8], path: String, what: String, then: String = "") throws(Failure) {
    let check = Self.check(bytes, path: path)
    guard check.problems.isEmpty else { throw Failure.invalid(check.problems, in: what, then: then) }
    self.bytes = bytes
    notes = check.notes
  }

  static func check(_ bytes: [UInt8], path: String) -> ProfileCheck {
    SettingsReader.validate(ProfileReader.read(bytes, path: path), environment: ProcessEnvironment.current)
  }

  /// For people, each on a line.
  static func lines(_ notes: [ConfigurationProblem]) -> String {
    notes.map { "Not there yet: \($0)\n" }.joined()
  }
}
