internal import TunnelPluginKit

/// How Codex itself is installed, upgraded and removed; we only say so (operator spec 18.1).
struct InstallGuide: Equatable {
  struct Method: Equatable {
    let name: String
    let install: String
    let upgrade: String
    let uninstall: String

    static let homebrew = Method(
      name: "homebrew", install: "brew install codex", upgrade: "brew upgrade codex", uninstall: "brew uninstall codex")
    static let npm = Method(
      name: "npm", install: "npm install -g @openai/codex", upgrade: "npm i -g @openai/codex@latest",
      uninstall: "npm uninstall -g @openai/codex")
  }

  enum Action: String {
    case install, upgrade, uninstall
  }

  static let page = "https://developers.openai.com/codex/cli"
  static let methods = [Method.homebrew, .npm]

  let preferred: Method

  /// Homebrew on macOS where it is, else npm where it is, else Homebrew where it is, else npm.
  init(path: String?) {
    let hasBrew = Programs.find("brew", path: path) != nil
    let hasNpm = Programs.find("npm", path: path) != nil
    #if os(macOS)
      preferred = hasBrew || !hasNpm && hasBrew ? .homebrew : .npm
    #else
      preferred = hasBrew && !hasNpm ? .homebrew : .npm
    #endif
  }

  func command(_ action: Action, _ method: Method? = nil) -> String {
    let method = method ?? preferred
    switch action {
    case .install: return method.install
    case .upgrade: return method.upgrade
    case .uninstall: return method.uninstall
    }
  }

  /// The ways to do it, the preferred one first.
  func ordered() -> [Method] { [preferred] + Self.methods.filter { $0 != preferred } }

  func document(_ action: Action) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { document in
      document.member("action", action.rawValue)
      document.member("docs_url", Self.page)
      document.member("preferred_method", preferred.name)
      document.key("methods")
      document.array { list in
        for method in ordered() {
          list.object { entry in
            entry.member("name", method.name)
            entry.member("install_command", method.install)
            entry.member("upgrade_command", method.upgrade)
            entry.member("uninstall_command", method.uninstall)
          }
        }
      }
    }
    return writer.bytes
  }

  func text(_ action: Action) -> String {
    let others = ordered().dropFirst().map { "or:  \(command(action, $0))\n" }.joined()
    return "run: \(command(action))\n\(others)see \(Self.page)\n"
  }
}
