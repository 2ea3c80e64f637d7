import ArgumentParser
import Configuration
import PluginHost

/// Where plugins are.
struct PluginPathOptions: ParsableArguments {
  @Option(
    name: NameSpecification(setting: .pluginPath), parsing: .singleValue,
    help: ArgumentHelp(setting: .pluginPath, value: "folder"))
  var folders: [String] = []

  var flags: [SettingKey: [String]] {
    [
      .pluginPath: folders
    ]
  }

  /// For commands that look at no profile.
  var catalog: PluginCatalog {
    let values = SettingValues(flags: flags, environment: ProcessEnvironment.current)
    return PluginCatalog(SettingsReader.readPluginFolders(values))
  }

  /// For commands that need nothing else of the profile than its search path.
  func catalog(_ profile: ProfileOptions) throws(Failure) -> PluginCatalog {
    let source = SettingsSource(flags: flags.merging(profile.flags) { own, _ in own })
    do throws(ConfigurationProblem) {
      let file = try source.file().map { (file) throws(ConfigurationProblem) in try ProfileFile.read(file.path) }
      let values = SettingValues(flags: source.flags, environment: source.environment, profile: file)
      return PluginCatalog(SettingsReader.readPluginFolders(values))
    } catch {
      throw Failure(ConfigurationError(problems: [error]))
    }
  }
}
