import Configuration
import Doctor
import PluginHost
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
    let profile = ProfileReader.read(bytes, path: path)
    var check = SettingsReader.validate(profile, environment: ProcessEnvironment.current)
    guard let targets = SettingsReader.targets(of: profile, environment: ProcessEnvironment.current) else {
      return check
    }
    do throws(ConfigurationProblem) {
      var folders = targets.pluginFolders
      folders.environment =
        SettingsReader.readPluginFolders(
          SettingValues(flags: [:], environment: ProcessEnvironment.current)
        ).environment
      let review = PluginReview(
        targets.bindings, plugins: targets.plugins, catalog: try PluginCatalog(folders, requiring: targets.plugins),
        ignores: { $0.contains(SettingsReader.standIn) })
      check.problems += review.refused
      // It may be installed later, and elsewhere.
      check.notes += review.missing
    } catch {
      check.problems.append(error)
    }
    return check
  }

  /// For people, each on a line.
  static func lines(_ notes: [ConfigurationProblem]) -> String {
    notes.map { "Not there yet: \($0)\n" }.joined()
  }
}
