import CurlHTTP
import Glibc
import Logging
import Telemetry

// How a plugin's process gets its plugin to serve.
extension HostedPlugin {
  func open(_ opening: PluginOpening) {
    guard binding == nil, addition == nil else { return }
    log.level = opening.logLevel
    route = .binding(opening.channel)
    put(opening.route)
    var facilities = HostFacilities(metrics: metrics)
    (facilities.oauth, facilities.stateRoot) = (oauth, opening.stateRoot)
    facilities.secrets = { [weak self] reference in
      await self?.readSecret(reference) ?? .failure(HostFacilities.SecretFailure("the tunnel is on its way out"))
    }
    HostEnvironment.lend(Dictionary(opening.variables.map { ($0.name, $0.value) }) { $1 })
    do {
      let catalog = PluginCatalog(searchPath: PluginSearchPath(folders: opening.folders))
      switch opening.role {
      case .channel: try openChannel(opening, in: catalog, facilities)
      case .service: try openService(opening, in: catalog, facilities)
      }
    } catch {
      refuse("\(error)")
    }
  }

  private func openChannel(
    _ opening: PluginOpening, in catalog: PluginCatalog, _ facilities: HostFacilities
  ) throws {
    let found = try catalog.locate(opening.requirement)
    let auth = try opening.auth.map { wanted in
      try AuthProvider(
        plugin: try catalog.locate(wanted.requirement), configuration: wanted.configuration,
        channel: opening.channel, facilities: facilities, logger: log.logger, onSecret: secretIsKnown)
    }
    let binding = try Binding(
      channel: opening.channel, plugin: found, configuration: opening.configuration,
      maxConcurrency: opening.maxConcurrency, logger: log.logger, auth: auth,
      authTarget: opening.auth?.target ?? "", facilities: facilities)
    self.binding = binding
    do {
      addition = try OperatorPlugin(of: binding) { [weak self] in self?.tunnelStatus }.map(host)
    } catch {
      log.logger.warning("a plugin adds nothing to the operator's server", metadata: ["error": "\(error)"])
    }
    send(
      .opened(
        PluginFacts(
          descriptor: binding.descriptor, path: binding.path, hasProcessAffinity: binding.hasProcessAffinity,
          isStateless: binding.isStateless, place: addition?.plugin.place)))
    binding.whenPresenceChanges { [self] in
      send(.presence($0))
      reportStatus()
    }
    // What was said before anyone listened.
    if binding.serverPresence != .unknown { send(.presence(binding.serverPresence)) }
  }

  private func openService(
    _ opening: PluginOpening, in catalog: PluginCatalog, _ facilities: HostFacilities
  ) throws {
    let found = try catalog.locate(opening.requirement)
    if found.descriptor.servesOperator {
      let plugin = try OperatorPlugin(
        service: found, configuration: opening.configuration, facilities: facilities, logger: log.logger
      ) { [weak self] in self?.tunnelStatus }
      addition = host(plugin)
    }
    send(
      .opened(
        PluginFacts(
          descriptor: found.descriptor, path: found.library.path, hasProcessAffinity: false, isStateless: false,
          place: addition?.plugin.place)))
  }

  private func host(_ plugin: OperatorPlugin) -> HostedOperator {
    HostedOperator(plugin, logger: log.logger) { [unowned self] request, word in
      // What is short always passes; that a body did not is said in a word.
      let limit = if case .body = word { FrameSocket.limit } else { Int.max }
      defer { reportFaults() }
      return socket.send(PluginFrame.word(request, word).encoded, limit: limit)
    }
  }
}
