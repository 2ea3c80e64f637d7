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
  func open(_ bindings: [BindingSetting]) async throws(TunnelStartFailure) -> [ReplaceableChannel] {
    var opened: [ReplaceableChannel] = []
    for setting in bindings {
      do {
        let first = try await open(setting)
        opened.append(ReplaceableChannel(setting, first, ReplaceableBinding(first.binding, logger: logger)))
      } catch {
        await close(opened)
        throw TunnelStartFailure(setting, "\(error)")
      }
    }
    return opened
  }

  func close(_ channels: [ReplaceableChannel]) async {
    for channel in channels { await channel.binding.close(within: closeLimit) }
  }

  /// Opens one binding, beside others of the same setting that may be open.
  ///
  /// `known`: What was known of the library files before; a file that is replaced while this runs counts as changed.
  func open(_ setting: BindingSetting, known: [String: FileIdentity] = [:]) async throws -> OpenedBinding {
    let before = known.keys.reduce(into: [String: FileIdentity]()) { $0[$1] = FileIdentity($1) }
    let (binding, paths) = try await opened(setting)
    return OpenedBinding(
      binding: binding, files: paths.reduce(into: [:]) { $0[$1] = before[$1] ?? FileIdentity($1) })
  }

  private func opened(_ setting: BindingSetting) async throws -> (any ChannelBinding, paths: [String]) {
    let isolation = setting.isolation ?? plugins.first { $0.id == setting.pluginID }?.isolation
    // Opened here only by those that run here, or did not say: its own process finds it by itself.
    guard isolation != .process else { return try await openIsolated(setting) }
    let found = try await Self.locate(setting.pluginID, catalog)
    guard isolation == nil, found.descriptor.wantsProcess else { return try await openHere(setting, found) }
    return try await openIsolated(setting)
  }

  private func openIsolated(_ setting: BindingSetting) async throws -> (any ChannelBinding, paths: [String]) {
    let binding = try await IsolatedBinding.open(
      channel: setting.channel, plugin: catalog.requirement(of: setting.pluginID), searchPath: catalog.searchPath,
      configuration: setting.configuration, maxConcurrency: maxConcurrent,
      auth: setting.auth.map {
        (catalog.requirement(of: $0.pluginID), $0.configuration, setting.network.serverURL ?? "")
      },
      facilities: facilities, logger: logger, onSecret: onSecret)
    return (binding, [binding.path])
  }

  private func openHere(
    _ setting: BindingSetting, _ found: PluginCatalog.Found
  ) async throws -> (any ChannelBinding, paths: [String]) {
    let supplier: PluginCatalog.Found? =
      if let wanted = setting.auth { try await Self.locate(wanted.pluginID, catalog) } else { nil }
    let auth = try supplier.map { supplier in
      try AuthProvider(
        plugin: supplier, configuration: setting.auth?.configuration ?? "{}", channel: setting.channel,
        facilities: facilities, logger: logger, onSecret: onSecret)
    }
    do {
      let binding = try Binding(
        channel: setting.channel, plugin: found, configuration: setting.configuration, maxConcurrency: maxConcurrent,
        logger: logger, auth: auth, authTarget: setting.network.serverURL ?? "", facilities: facilities)
      return (binding, [found.library.path] + [supplier?.library.path].compactMap(\.self))
    } catch {
      await auth?.close(within: closeLimit)
      throw error
    }
  }

  /// Opening a library is work for another thread than the one that commands pass.
  @concurrent
  private nonisolated static func locate(
    _ id: String, _ catalog: PluginCatalog
  ) async throws(PluginSearchFailure) -> PluginCatalog.Found {
    try catalog.locateRequired(id)
  }
}
