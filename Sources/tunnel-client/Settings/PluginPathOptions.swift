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
}

extension PluginCatalog {
  /// Of the folders that the settings name, and those beside the binary.
  init(_ folders: Settings.PluginFolders) {
    self.init(
      searchPath: PluginSearchPath(
        flags: folders.flags, environment: folders.environment.joined(separator: ":"), profile: folders.profile,
        binary: ProcessEnvironment.executable))
  }
}
