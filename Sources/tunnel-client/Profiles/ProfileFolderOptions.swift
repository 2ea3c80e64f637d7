import ArgumentParser
import Configuration
import Profiles

/// The folder of the profiles.
struct ProfileFolderOptions: ParsableArguments {
  @Option(
    name: NameSpecification(setting: .profileDirectory), help: ArgumentHelp(setting: .profileDirectory),
    completion: .directory)
  var folder: String?

  func store() throws(Failure) -> ProfileStore {
    do throws(ConfigurationProblem) {
      return try ProfileStore(
        flags: folder.map { [.profileDirectory: [$0]] } ?? [:], environment: ProcessEnvironment.current)
    } catch {
      throw Failure(error)
    }
  }

  /// What has to stand behind another command to mean the same folder.
  var repeated: String { folder.map { " --profile-dir \(ShellText.quoted($0))" } ?? "" }
}
