extension SettingsReader {
  mutating func plugins() -> [PluginSetting] {
    let (plugins, wrong) = PluginRecords(values: values).read()
    problems += wrong
    return plugins
  }

  /// Of every layer; a profile's relative folders are beside the profile.
  mutating func pluginFolders() -> Settings.PluginFolders {
    var folders = Settings.PluginFolders()
    folders.state = path(.pluginState)
    for value in values.layers(.pluginPath, separator: ":") {
      let path = HomePath.expanded(value.text, values.environment)
      switch value.source.layer {
      case .flag: folders.flags.append(path)
      case .profile: folders.profile.append(path.hasPrefix("/") ? path : beside(value.source.file ?? "", path))
      default: folders.environment.append(path)
      }
    }
    return folders
  }

  private func beside(_ file: String, _ path: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }
}
