import Configuration
import PluginHost

/// Whether every plugin that the configuration names is there, and is what it should be.
struct PluginChecks {
  let settings: Settings
  let catalog: PluginCatalog

  static let id = "plugins"

  func run() -> CheckResult {
    var found: [String] = []
    var problems: [String] = []
    for id in names {
      do throws(PluginNotFound) {
        let plugin = try catalog.locate(id)
        found.append("\(id) \(plugin.descriptor.version) (\(plugin.library.path))")
      } catch {
        problems.append(error.description)
      }
    }
    guard problems.isEmpty else {
      return CheckResult(
        Self.id, .fail, problems[0],
        why: "A channel is served by its plugin; `run` does not start without it.", evidence: problems + found,
        next: [
          "See what is there: tunnel-client plugins list", "Name its folder: plugins.search_path, or --plugin-path",
        ],
        code: "plugin_not_found")
    }
    return CheckResult(Self.id, .pass, found.joined(separator: "; "), evidence: found)
  }

  private var names: [String] {
    var names: [String] = []
    let all =
      settings.plugins.map(\.id)
      + settings.mcp.bindings.flatMap { [$0.pluginID] + ($0.auth.map { [$0.pluginID] } ?? []) }
    for name in all where !names.contains(name) { names.append(name) }
    return names
  }
}
