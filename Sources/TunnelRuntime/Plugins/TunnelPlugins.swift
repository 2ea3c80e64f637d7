import Configuration
import CurlHTTP
import Logging
import Operator
import PluginHost

/// What the plugins of a tunnel add to the operator's server: beside their channels, and as services.
///
/// Services that the operator listed are opened with the tunnel. The default ones wait until somebody asks: until then they
/// cost neither memory nor time.
@NetworkLoop
final class TunnelPlugins {
  let catalog: PluginCatalog
  let settings: [PluginSetting]
  let facilities: HostFacilities
  private(set) var open: [any OperatorAddition] = []
  private let logger: Logger
  private var status: OperatorPlugin.Status = { nil }
  /// Ids of services that are opened when somebody asks.
  private var waiting: [String]
  /// Of channels, by what serves them.
  private var besides: [ObjectIdentifier: any OperatorAddition] = [:]
  /// Of services: what their libraries' files were when they were opened.
  private var files: [ObjectIdentifier: FileIdentity] = [:]
  private var opening: Task<Void, Never>?
  private var isClosing = false

  init(
    catalog: PluginCatalog, settings: [PluginSetting], defaults: [String], facilities: HostFacilities, logger: Logger
  ) {
    self.facilities = facilities
    self.catalog = catalog
    self.settings = settings
    self.logger = logger
    // What the operator listed is opened as listed, or not at all.
    waiting = defaults.filter { id in !settings.contains { $0.id == id } }
  }

  /// Opens what the operator listed, and looks at what channels bring along.
  ///
  /// - Throws: the first service that cannot be opened; the others are closed again.
  func start(
    beside bindings: [any ChannelBinding], status: @escaping OperatorPlugin.Status, closeLimit: Duration
  ) async throws(TunnelStartFailure) {
    self.status = status
    for binding in bindings {
      // Also of one in a process of its own, beside which a second instance would say something else.
      waiting.removeAll { $0 == binding.descriptor.id }
      if let plugin = beside((binding as? ReplaceableBinding)?.current ?? binding) { open.append(plugin) }
    }
    for setting in settings where !bindings.contains(where: { $0.descriptor.id == setting.id }) {
      do {
        try await openListed(setting)
      } catch {
        await close(within: closeLimit)
        throw TunnelStartFailure(setting, "\(error)")
      }
    }
  }

  /// What the plugin of a channel adds, and who it is.
  private func beside(_ binding: any ChannelBinding) -> (any OperatorAddition)? {
    do throws(BindingFailure) {
      let plugin: (any OperatorAddition)? =
        if let isolated = binding as? IsolatedBinding {
          IsolatedOperatorPlugin(of: isolated, status: status)
        } else if let binding = binding as? Binding {
          try OperatorPlugin(of: binding, status: status)
        } else {
          nil
        }
      besides[ObjectIdentifier(binding)] = plugin
      return plugin
    } catch {
      logger.warning("a plugin adds nothing to the operator's server", metadata: ["error": "\(error)"])
      return nil
    }
  }

  /// Another instance takes over in a channel: from now on the operator talks to that one.
  func replace(_ old: any ChannelBinding, by new: any ChannelBinding) {
    guard !isClosing else { return }
    let former = besides.removeValue(forKey: ObjectIdentifier(old))
    let plugin = beside(new)
    former?.stop()
    if let former, let index = open.firstIndex(where: { $0 === former }) {
      open.replaceSubrange(index...index, with: [plugin].compactMap(\.self))
    } else if let plugin {
      open.append(plugin)
    }
  }

  private func openListed(_ setting: PluginSetting) async throws {
    // The code of an isolated plugin never runs in this process; its own says whether there is anything to serve.
    guard setting.isolation != .process else { return try await openIsolated(setting) }
    let found = try catalog.locateRequired(setting.id)
    guard found.descriptor.servesOperator else { return }
    if setting.isolation == nil, found.descriptor.wantsProcess { return try await openIsolated(setting) }
    let service = try OperatorPlugin(
      service: found, configuration: setting.configuration, facilities: facilities, logger: logger, status: status)
    keep(service)
  }

  private func keep(_ service: any OperatorAddition) {
    open.append(service)
    files[ObjectIdentifier(service)] = FileIdentity(service.path)
  }

  /// The services that a reload leaves as they are, of those that it is about: whose files are other ones by now, or the
  /// named one.
  ///
  /// An operator may be in the middle of something with a service, and what it keeps in memory would be lost.
  func kept(plugin id: String? = nil) -> [PluginReload] {
    open.filter(\.isService).filter { service in
      if let id { return service.descriptor.id == id }
      guard let now = FileIdentity(service.path) else { return false }
      return files[ObjectIdentifier(service)] != now
    }.map { service in
      PluginReload(
        id: service.descriptor.id, channel: "", outcome: .kept, version: service.descriptor.version, former: nil,
        error: "a service without a channel is replaced by a restart only")
    }
  }

  private func openIsolated(_ setting: PluginSetting) async throws {
    let plugin = try await IsolatedOperatorPlugin.open(
      service: catalog.requirement(of: setting.id), searchPath: catalog.searchPath,
      configuration: setting.configuration, facilities: facilities, logger: logger, status: status)
    if let plugin { keep(plugin) }
  }

  /// Opens the default services, unless that has been done.
  func openDefaults() async {
    if let opening { return await opening.value }
    let task = Task(executorPreference: NetworkLoop.executor) { await self.openWaiting() }
    opening = task
    await task.value
  }

  private func openWaiting() async {
    for id in waiting {
      // Opening a library is work for another thread than the one that commands pass.
      guard let found = await Self.locate(id, catalog), !isClosing else { continue }
      do throws(BindingFailure) {
        keep(
          try OperatorPlugin(
            service: found, configuration: "{}", facilities: facilities, logger: logger, status: status))
      } catch {
        logger.warning("a plugin of the operator's server cannot be opened", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Nil when it is not there, which is no fault of a default.
  @concurrent
  private nonisolated static func locate(_ id: String, _ catalog: PluginCatalog) async -> PluginCatalog.Found? {
    guard let found = try? catalog.locateRequired(id), found.descriptor.servesOperator else { return nil }
    return found
  }

  /// Takes requests back and takes no further ones: plugins of channels are closed with these.
  func stop() {
    isClosing = true
    for plugin in open where !plugin.isService { plugin.stop() }
  }

  /// Lets the services go.
  func close(within limit: Duration) async {
    stop()
    let services = open.filter(\.isService)
    await withTaskGroup(of: Void.self) { group in
      for service in services { group.addTask { await service.close(within: limit) } }
    }
  }
}
