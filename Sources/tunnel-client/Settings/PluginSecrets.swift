import Configuration
import Glibc
import LogPipeline
import Logging
import PluginHost
import TunnelRuntime

/// Reads the secrets that plugins' configurations name as "secret:…", each time that a plugin asks.
struct PluginSecrets: Sendable {
  let catalog: PluginCatalog
  let redactor: Redactor
  let logger: Logger
  var environment = ProcessEnvironment.current

  func read(_ reference: String) async -> Result<String, HostFacilities.SecretFailure> {
    var values = SettingValues(flags: [:], environment: environment, profile: nil)
    if let command = SettingValues.command(of: reference) {
      let resolver = SecretResolver(catalog: catalog, logger: logger, onSecret: redactor.register)
      values = values.resolving(
        await resolver.resolve([command]).mapValues { $0.mapError { ReferenceFailure($0.message) } })
    }
    do throws(ConfigurationProblem) {
      let secret = try values.secret(behind: reference, source: .flag("the plugin's configuration"))
      redactor.register(secret)
      return .success(secret)
    } catch {
      return .failure(HostFacilities.SecretFailure("\(error.message); \(error.fix)"))
    }
  }
}

extension HostFacilities {
  private static var currentFolder: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// What `run` offers to plugins, beside metrics.
  init(_ folders: Settings.PluginFolders, catalog: PluginCatalog, redactor: Redactor, logger: Logger) {
    self.init()
    let folder = folders.state.map { $0.hasPrefix("/") ? $0 : "\(HostFacilities.currentFolder)/\($0)" }
    stateRoot = PluginStateDirectory.path(folder, environment: ProcessEnvironment.current)
    let plain = PluginSecrets(catalog: catalog, redactor: redactor, logger: logger)
    secrets = { reference in await plain.read(reference) }
  }
}
