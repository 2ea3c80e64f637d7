import ArgumentParser
import Configuration
import PluginHost

struct PluginPathOptions: ParsableArguments {
  @Option(
    name: .customLong("plugin-path"), parsing: .singleValue,
    help: ArgumentHelp(
      "A folder with plugins, searched before the bundled ones; repeatable. [TUNNEL_CLIENT_PLUGIN_PATH]",
      valueName: "folder"))
  var folders: [String] = []

  var flags: [SettingKey: [String]] { [.pluginPath: folders] }

  var catalog: PluginCatalog {
    let variable = ProcessEnvironment.current["TUNNEL_CLIENT_PLUGIN_PATH"]
    return PluginCatalog(
      searchPath: PluginSearchPath(flags: folders, environment: variable, binary: ProcessEnvironment.executable))
  }
}
