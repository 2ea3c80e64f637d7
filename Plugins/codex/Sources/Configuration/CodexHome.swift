internal import Glibc

/// Codex's own folder: `CODEX_HOME`, else `~/.codex` (operator spec 18.4).
struct CodexHome: Equatable {
  static let plugin = "tunnel-mcp"
  static let defaultMarketplace = "debug"

  let path: String

  var config: String { path + "/config.toml" }
  var cache: String { path + "/plugins/cache" }

  init(path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// `given`: `--codex-home`, relative to the working directory.
  init(_ context: CommandContext, given: String? = nil) throws(CommandFailure) {
    if let path = given ?? context.variable("CODEX_HOME") {
      self.init(path: context.absolute(path))
    } else if let home = context.variable("HOME") {
      self.init(path: home + "/.codex")
    } else {
      throw CommandFailure(
        .failed, "neither CODEX_HOME nor HOME is set", hint: "name Codex's folder with CODEX_HOME or --codex-home")
    }
  }

  func pluginFolder(_ marketplace: String) -> String { "\(cache)/\(marketplace)/\(Self.plugin)" }

  /// Where our bundle goes.
  func bundle(_ marketplace: String) -> String { pluginFolder(marketplace) + "/local" }

  /// Its key in `config.toml`.
  static func key(_ marketplace: String) -> String { "\(plugin)@\(marketplace)" }

  /// Nil when there is no configuration.
  func readConfig() throws(CommandFailure) -> String? {
    try SmallFile.read(config)
  }
}
