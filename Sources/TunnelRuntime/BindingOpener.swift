import Configuration
import CurlHTTP
import Logging
import PluginHost

/// Opens the plugins of bindings, each where its isolation says, with its auth provider beside it.
@NetworkLoop
struct BindingOpener {
  let catalog: PluginCatalog
  let plugins: [PluginSetting]
  let maxConcurrent: Int
  let closeLimit: Duration
  let facilities: HostFacilities
  let logger: Logger
  let onSecret: @Sendable (String) -> Void

  /// - Throws: the first binding that cannot be served; the others are closed again.
  func open(_ bindings: [BindingSetting]) async throws(TunnelStartFailure) -> [any ChannelBinding] {
    var opened: [any ChannelBinding] = []
    for setting in bindings {
      do {
        opened.append(try await open(setting))
      } catch {
        for binding in opened { await binding.close(within: closeLimit) }
        throw TunnelStartFailure(setting, "\(error)")
      }
    }
    return opened
  }

  private func open(_ setting: BindingSetting) async throws -> any ChannelBinding {
    switch setting.isolation ?? plugins.first(where: { $0.id == setting.pluginID })?.isolation ?? .none {
    case .none: return try await openHere(setting)
    case .process:
      return try await IsolatedBinding.open(
        channel: setting.channel, plugin: catalog.requirement(of: setting.pluginID), searchPath: catalog.searchPath,
        configuration: setting.configuration, maxConcurrency: maxConcurrent,
        auth: setting.auth.map {
          (catalog.requirement(of: $0.pluginID), $0.configuration, setting.network.serverURL ?? "")
        },
        facilities: facilities, logger: logger, onSecret: onSecret)
    }
  }

  private func openHere(_ setting: BindingSetting) async throws -> Binding {
    let found = try catalog.locateRequired(setting.pluginID)
    let auth = try setting.auth.map { wanted in
      try AuthProvider(
        plugin: try catalog.locateRequired(wanted.pluginID), configuration: wanted.configuration,
        channel: setting.channel, facilities: facilities, logger: logger, onSecret: onSecret)
    }
    do {
      return try Binding(
        channel: setting.channel, plugin: found, configuration: setting.configuration, maxConcurrency: maxConcurrent,
        logger: logger, auth: auth, authTarget: setting.network.serverURL ?? "",
        facilities: facilities)
    } catch {
      await auth?.close(within: closeLimit)
      throw error
    }
  }
}
