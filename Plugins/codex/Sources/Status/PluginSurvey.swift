internal import Glibc
internal import TunnelPluginKit

/// What Codex's folder says of our plugin: which keys are switched on, and what is installed behind them (operator spec
/// 18.5).
struct PluginSurvey {
  struct Installation: Equatable {
    let key: String
    let marketplace: String
    let version: String
    let directory: String
    let isInstalled: Bool
    let hint: BinaryHint?

    var manifest: String { directory + "/.codex-plugin/plugin.json" }
  }

  struct Stale: Equatable {
    let key: String
    let marketplace: String
    let reason: String
  }

  private(set) var enabledKeys: [String] = []
  private(set) var installations: [Installation] = []
  private(set) var stale: [Stale] = []
  /// Why the configuration could not be looked at.
  private(set) var problem: String?

  /// The one that Codex uses: a marketplace that is not `debug` wins.
  var chosen: Installation? {
    let installed = installations.filter(\.isInstalled)
    return installed.first { $0.marketplace != CodexHome.defaultMarketplace } ?? installed.first
  }

  init(_ home: CodexHome) {
    do throws(CommandFailure) {
      let text = try home.readConfig() ?? ""
      do throws(TOMLDocument.Problem) {
        enabledKeys = try TOMLDocument(text).keys(of: "plugins").filter {
          $0.isEnabled && $0.key.hasPrefix(CodexHome.plugin + "@")
        }.map(\.key).sorted()
      } catch {
        problem = "\(home.config):\(error.line): \(error.message)"
      }
    } catch {
      problem = error.message
    }
    for key in enabledKeys {
      let marketplace = String(key.dropFirst(CodexHome.plugin.count + 1))
      guard let installation = Self.newest(home, marketplace), installation.isInstalled else {
        stale.append(
          Stale(key: key, marketplace: marketplace, reason: "nothing is installed in \(home.pluginFolder(marketplace))")
        )
        continue
      }
      installations.append(installation)
    }
    if enabledKeys.isEmpty { lookForDefault(home) }
  }

  /// What is installed there and not switched on.
  private mutating func lookForDefault(_ home: CodexHome) {
    if let found = Self.newest(home, CodexHome.defaultMarketplace), found.isInstalled { installations.append(found) }
  }

  private static func newest(_ home: CodexHome, _ marketplace: String) -> Installation? {
    guard !marketplace.isEmpty, !marketplace.contains("/"), marketplace != ".." else { return nil }
    let folder = home.pluginFolder(marketplace)
    let versions = SmallFile.names(in: folder).filter { !$0.hasPrefix(".") && SmallFile.isFolder("\(folder)/\($0)") }
    guard let version = versions.max(by: { isOlder($0, $1, in: folder) }) else { return nil }
    let directory = "\(folder)/\(version)"
    let manifest = (try? SmallFile.read(directory + "/.codex-plugin/plugin.json")) ?? nil
    let named = manifest.flatMap { text in
      Array(text.utf8).withUnsafeBytes { JSONSlice($0)["version"]?.string }
    }
    return Installation(
      key: CodexHome.key(marketplace), marketplace: marketplace, version: named ?? version, directory: directory,
      isInstalled: manifest != nil, hint: BinaryHint.read(in: directory))
  }

  /// By number, else by when they were written, else by name.
  private static func isOlder(_ one: String, _ other: String, in folder: String) -> Bool {
    let numbers = (numbers(of: one), numbers(of: other))
    if let first = numbers.0, let second = numbers.1 { return first.lexicographicallyPrecedes(second) }
    let times = (changed("\(folder)/\(one)"), changed("\(folder)/\(other)"))
    return times.0 == times.1 ? one < other : times.0 < times.1
  }

  private static func numbers(of version: String) -> [Int]? {
    let parts = version.split(separator: ".").map { Int($0) }
    return parts.count == 3 && !parts.contains(nil) ? parts.compactMap(\.self) : nil
  }

  private static func changed(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0
  }
}
