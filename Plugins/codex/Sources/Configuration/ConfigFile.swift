internal import Glibc

/// Codex's `config.toml`, changed in one piece or not at all, with a copy of what it was (W-77).
struct ConfigFile {
  /// A change that was worked out and not made yet.
  struct Edit {
    let file: String
    fileprivate let before: String?
    fileprivate let after: String

    var isChange: Bool { after != before ?? "" }

    /// Makes it.
    ///
    /// - Returns: the copy of the file as it was; nil when there was none, or nothing had to be changed.
    func write() throws(CommandFailure) -> String? {
      guard isChange else { return nil }
      guard try SmallFile.read(file) == before else {
        throw CommandFailure(.io, "\(file) has changed meanwhile", hint: "run the command again")
      }
      // A link stays one.
      let target = SmallFile.resolved(file) ?? file
      let backup = before == nil ? nil : target + ".before-tunnel-client"
      let mode = FileWriter.mode(of: target) ?? 0o600
      if let backup, let before { try FileWriter.replace(backup, with: before, mode: mode) }
      try FileWriter.replace(target, with: after, mode: mode)
      return backup
    }
  }

  private let home: CodexHome

  init(_ home: CodexHome) {
    self.home = home
  }

  /// Works out a change of one plugin's table.
  ///
  /// - Throws: the file is no TOML as it is, or the change would damage something else in it.
  func edit(
    _ key: String, _ change: (PluginSwitch) throws(PluginSwitch.Refusal) -> String
  ) throws(CommandFailure) -> Edit {
    let before = try home.readConfig()
    do throws(PluginSwitch.Refusal) {
      let own = try PluginSwitch(before ?? "", key: key)
      return Edit(file: home.config, before: before, after: try change(own))
    } catch {
      switch error {
      case .unreadable(let line, let message):
        throw CommandFailure(
          .configurationInvalid, "\(home.config):\(line): \(message)", hint: "mend it first; nothing was changed")
      case .entangled:
        throw CommandFailure(
          .configurationInvalid,
          "\(home.config): the table plugins.\"\(key)\" is written in a way that cannot be changed by itself",
          hint: "change it with an editor: it is [plugins.\"\(key)\"] with enabled = true; nothing was changed")
      }
    }
  }
}
