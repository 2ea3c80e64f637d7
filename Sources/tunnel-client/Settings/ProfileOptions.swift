import ArgumentParser
import Configuration

/// Which configuration file counts.
struct ProfileOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .config), help: ArgumentHelp(setting: .config), completion: .file())
  var config: String?

  @Option(
    name: NameSpecification(setting: .profile), help: ArgumentHelp(setting: .profile), completion: Completions.profiles)
  var profile: String?

  @Option(
    name: NameSpecification(setting: .profileFile), help: ArgumentHelp(setting: .profileFile),
    completion: .file())
  var profileFile: String?

  @Option(
    name: NameSpecification(setting: .profileDirectory), help: ArgumentHelp(setting: .profileDirectory),
    completion: .directory)
  var profileDirectory: String?

  var flags: [SettingKey: [String]] {
    [
      .config: config.array, .profile: profile.array, .profileFile: profileFile.array,
      .profileDirectory: profileDirectory.array,
    ]
  }
}
