internal import ArgumentParser
internal import TunnelPluginKit

struct PluginInstallCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Install the plugin for Codex, or bring it up to date.",
    discussion: """
      It writes the plugin's folder, and switches it on in Codex's config.toml. Nothing else of that file is changed; a \
      copy of it as it was is kept beside it. Start Codex anew afterwards.
      """)

  @Option(
    name: .customLong("codex-home"), help: "Codex's folder. [CODEX_HOME] (default: ~/.codex)", completion: .directory)
  var codexHome: String?

  @Option(help: "The marketplace that it is installed under, a single path segment.")
  var marketplace = CodexHome.defaultMarketplace

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    let marketplace = try Marketplace.checked(marketplace)
    let home = try CodexHome(context, given: codexHome)
    let config = ConfigFile(home)
    // What cannot be switched on is not installed either.
    let edit = try config.edit(CodexHome.key(marketplace)) { (own) throws(PluginSwitch.Refusal) in try own.on() }
    let folder = home.bundle(marketplace)
    try BundleInstaller.install(Bundle(program: context.call.program, version: context.version), at: folder)
    let backup = try edit.write()
    let facts = [
      ("installed", folder), ("config", home.config), ("hint", "\(folder)/\(BinaryHint.name)"), ("backup", backup),
    ]
    context.output.result(
      json
        ? PrettyJSON.text(document(facts, key: CodexHome.key(marketplace)))
        : facts.compactMap { name, path in name == "hint" ? nil : path.map { "\(name): \($0)\n" } }.joined()
          + "next: start Codex anew, and ask it for your tunnels; `tunnel-client codex status` shows what it has\n")
    return 0
  }

  private func document(_ facts: [(String, String?)], key: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("key", key)
      for (name, path) in facts { object.optional("\(name)_path", path) }
    }
    return writer.bytes
  }
}
