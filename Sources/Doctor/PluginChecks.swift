import Configuration
import PluginHost

/// Whether every plugin that the configuration names is there, and is what it should be.
struct PluginChecks {
  let settings: Settings
  let catalog: Result<PluginCatalog, ConfigurationProblem>

  static let id = "plugins"

  func run() -> CheckResult {
    var found: [String] = []
    var problems: [String] = []
    let catalog: PluginCatalog
    do throws(ConfigurationProblem) {
      catalog = try self.catalog.get()
    } catch {
      return CheckResult(
        Self.id, .fail, error.description, why: "Nobody knows which versions of the plugin would do.",
        evidence: [error.description], next: [error.fix], code: .configurationInvalid)
    }
    for id in names {
      // Its code never runs in this process; whether it is there shows when its own process opens it.
      if isIsolated(id) {
        found.append("\(id) (in a process of its own)")
        continue
      }
      do throws(PluginSearchFailure) {
        let plugin = try catalog.locateRequired(id)
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
        code: .pluginNotFound)
    }
    return CheckResult(Self.id, .pass, found.joined(separator: "; "), evidence: found)
  }

  private func isIsolated(_ id: String) -> Bool {
    let bindings = settings.mcp.bindings.filter { $0.pluginID == id }
    let plugin = settings.plugins.first { $0.id == id }?.isolation ?? .none
    return bindings.isEmpty ? plugin == .process : bindings.allSatisfy { ($0.isolation ?? plugin) == .process }
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
