internal import ArgumentParser
internal import TunnelPluginKit

struct PluginUninstallCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Remove the plugin, and its entry in Codex's config.toml.")

  @Option(
    name: .customLong("codex-home"), help: "Codex's folder. [CODEX_HOME] (default: ~/.codex)", completion: .directory)
  var codexHome: String?

  @Option(help: "The marketplace that it was installed under.")
  var marketplace = CodexHome.defaultMarketplace

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    let marketplace = try Marketplace.checked(marketplace)
    let home = try CodexHome(context, given: codexHome)
    let edit = try ConfigFile(home).edit(CodexHome.key(marketplace)) { (own) throws(PluginSwitch.Refusal) in
      try own.off()
    }
    // First the entry: one that is left would point at nothing.
    let backup = try edit.write()
    let folder = home.bundle(marketplace)
    let isRemoved = try BundleInstaller.remove(folder)
    if isRemoved { BundleInstaller.removeIfEmpty([home.pluginFolder(marketplace), "\(home.cache)/\(marketplace)"]) }
    let key = CodexHome.key(marketplace)
    if json {
      var writer = JSONWriter()
      writer.object { object in
        object.member("key", key)
        object.member("removed", isRemoved || edit.isChange)
        object.member("folder_removed", isRemoved)
        object.member("config_changed", edit.isChange)
        object.optional("backup_path", backup)
      }
      context.output.result(PrettyJSON.text(writer.bytes))
    } else if isRemoved || edit.isChange {
      context.output.result(
        (isRemoved ? "removed: \(folder)\n" : "") + (edit.isChange ? "entry removed: \(home.config)\n" : ""))
    } else {
      context.output.result("\(key) is not installed in \(home.path)\n")
    }
    return 0
  }
}
