import Configuration
import PluginHost

/// Commands that plugins answer: those that come with us, and those in folders of `TUNNEL_CLIENT_PLUGIN_PATH`. Only
/// descriptors are read, and only when no command of ours has the name.
enum PluginCommands {
  /// All that help and completion show, by name.
  static let shown = catalog.commands().filter { !$0.description.isHidden && !isBuiltIn($0.description.name) }

  static var names: [String] { shown.map(\.description.name) }

  static func find(_ name: String) -> PluginCatalog.FoundCommand? {
    isBuiltIn(name) ? nil : catalog.command(name)
  }

  /// The root's help with a section for them, in front of its last words.
  static func added(to help: String) -> String {
    guard !shown.isEmpty else { return help }
    let lines = shown.map { command in
      let name = command.description.name
      let padding = String(repeating: " ", count: max(24 - name.count, 2))
      let origin = command.isBundled ? "" : "\n    from \(command.plugin.library.path)"
      return "  \(name)\(padding)\(command.description.summary)\(origin)\n"
    }
    let section = "SUBCOMMANDS OF PLUGINS:\n\(lines.joined())\n"
    guard let end = help.firstRange(of: "  See 'tunnel-client help") else { return help + "\n" + section }
    return help[..<end.lowerBound] + section + help[end.lowerBound...]
  }

  private static let catalog = PluginCatalog(
    SettingsReader.readPluginFolders(SettingValues(flags: [:], environment: ProcessEnvironment.current)))

  private static func isBuiltIn(_ name: String) -> Bool {
    name == "help" || CommandPath.child(of: RootCommand.self, named: name) != nil
  }
}
