import CommandDispatch
public import Companion
public import Configuration
public import ControlPlane
public import CurlHTTP
import HTTPServing
public import Logging
import Operator
public import PluginHost
public import ServiceLifecycle
public import Telemetry

/// A whole tunnel: its bindings, its dispatcher and its session with a control plane, as one service.
///
/// This file puts it together, runs it and takes it apart. What the operator's server asks about it is in its extensions.
@NetworkLoop
public final class Tunnel: Service {
  let limits: Limits
  /// In the order of the configuration.
  let served: [ServedChannel]
  let dispatcher: Dispatcher
  /// What asks the control plane.
  let link: ControlPlaneLink
  /// What the plugins add to the operator's server.
  let plugins: TunnelPlugins
  /// Lets new builds of plugins take over.
  let reloads: PluginReloads
  let observer: RuntimeObserver
  /// Knows what the main channel's server says of OAuth.
  let oauth: OAuthMonitor
  /// How the proxies are doing.
  let proxies: ProxyMonitor
  let startupWait: StartupWait
  let logger: Logger
  let startedAt = Timestamp.now
  let startedInstant = ContinuousClock.now
  /// What runs beside the tunnel and has a word in its readiness; it is asked to stop with the tunnel.
  public private(set) var companion: Cloudflared?
  /// What the operator's pages say of the process.
  var facts = OperatorFacts()
  /// Called when the tunnel is asked to stop, with how long it may take its calls to finish.
  var onDrain: (@NetworkLoop (Duration) -> Void)?
  private(set) var isDraining = false
  /// Who supplies the API key; nil: it is a setting.
  private var key: ControlPlaneKey?

  /// Stopping takes at most the sum of these and of `limits.drain`: what is left is answered, plugins let go.
  private static let answerLimit = Duration.milliseconds(250)
  private static let closeLimit = Duration.milliseconds(600)

  /// Finds and opens the plugin of every binding; children start here.
  ///
  /// `defaultServices` are opened when the operator first asks for them, if they are there. `oauthTrustedOrigins` are origins
  /// beside the server's own that OAuth metadata may be fetched from. `facilities` are what plugins get beside metrics, which
  /// are those of `registry`. `onSecret` gets the values of credentials as auth plugins supply them, before anything can name
  /// them, so that no log shows them.
  ///
  /// - Throws: the first binding that cannot be served; the others are closed again.
  public init(
    _ settings: ControlPlaneSettings, bindings: [BindingSetting], plugins: [PluginSetting] = [],
    defaultServices: [String] = [], catalog: PluginCatalog, limits: Limits, oauthTrustedOrigins: [String] = [],
    registry: Registry, facilities: HostFacilities = HostFacilities(), logger: Logger,
    onSecret: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(TunnelStartFailure) {
    var facilities = facilities
    facilities.metrics = PluginMetrics(registry)
    let opener = BindingOpener(
      catalog: catalog, plugins: plugins, maxConcurrent: limits.maxConcurrent, closeLimit: Self.closeLimit,
      facilities: facilities, logger: logger.component("plugin"), onSecret: onSecret)
    // What is there of its own accord need not be there.
    let bindings = bindings.filter { !$0.isOptional || (try? catalog.locateRequired($0.pluginID)) != nil }
    let channels = try await opener.open(bindings)
    let opened = channels.map(\.binding)
    let offered = ServerInfo(of: opened, polled: settings.pollChannels, includingIdle: true)
    if let violation = offered.violation, let last = bindings.last {
      await opener.close(channels)
      throw TunnelStartFailure(last, violation)
    }
    self.limits = limits
    self.logger = logger
    self.plugins = TunnelPlugins(
      catalog: catalog, settings: plugins, defaults: defaultServices, facilities: facilities,
      logger: logger.component("plugin"))
    reloads = PluginReloads(channels, opener: opener, logger: logger.component("plugin"))
    let dispatchLimits = Dispatcher.Limits(
      queueCapacity: limits.maxInflight, workersPerChannel: limits.maxConcurrent, window: limits.window,
      sendsTiming: settings.sendsTiming)
    observer = RuntimeObserver(
      registry: registry, tunnelID: settings.tunnelID, limits: dispatchLimits, channels: opened.map(\.channel))
    let serverInfo = ServerInfo(of: opened, polled: settings.pollChannels)
    let delivery = ResponseDelivery(
      settings, serverInfo: serverInfo, observer: observer, logger: logger.component("controlplane"))
    dispatcher = Dispatcher(
      bindings: Dictionary(uniqueKeysWithValues: opened.map { ($0.channel, $0) }), limits: dispatchLimits,
      delivery: delivery, observer: observer, logger: logger.component("dispatcher"))
    link = ControlPlaneLink(
      settings, serverInfo: serverInfo, delivery: delivery, sink: dispatcher, observer: observer,
      logger: logger.component("controlplane"))
    oauth = OAuthMonitor(
      bindings.first { $0.channel == ChannelName.main }, trustedOrigins: oauthTrustedOrigins,
      identity: settings.identity, logger: logger.component("oauth"))
    proxies = ProxyMonitor(registry: registry, logger: logger.component("proxyhealth"))
    startupWait = StartupWait(atMost: limits.startupWait, logger: logger)
    served = channels.map { ServedChannel($0, registry: registry, logger: logger.component("mcpclient")) }
    HTTPObservation.observer = HTTPClientMetrics(registry)
    for binding in opened { registry.add(binding) }
    connect(facilities.oauth)
    do throws(TunnelStartFailure) {
      try await self.plugins.start(
        beside: opened, status: { [weak self] in self?.status().json }, closeLimit: Self.closeLimit)
    } catch {
      await opener.close(channels)
      throw error
    }
  }

  /// Lets the parts hear of each other.
  private func connect(_ oauthBoard: OAuthBoard) {
    observer.watch(dispatcher)
    observer.onEnd = { [served] channel, failed in
      let monitor = served.first { $0.name == channel }?.monitor
      if failed { monitor?.suspect() } else { monitor?.vouch() }
    }
    if oauth.isApplicable { dispatcher.discoverer = { [oauth] in await oauth.answer() } }
    oauth.onFound = { oauthBoard.publish($0.json) }
    reloads.willReplace = { [plugins] old, new in plugins.replace(old, by: new) }
    for channel in served {
      // It has something to serve, or nothing any more.
      channel.binding.whenPresenceChanges { [weak self] _ in
        guard let self else { return }
        link.replace(ServerInfo(of: served.map(\.binding), polled: link.settings.pollChannels))
      }
    }
  }

  /// Serves until graceful shutdown or cancellation, then drains.
  public func run() async throws {
    // With the loop as their executor the tasks never leave its thread, not even between two isolated calls.
    let loop = NetworkLoop.executor
    await withTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: loop) {
        await self.startupWait.wait(for: self.served.map(\.monitor))
        await self.link.session.run()
      }
      for channel in served { group.addTask(executorPreference: loop) { await channel.monitor.run() } }
      group.addTask(executorPreference: loop) { await self.link.metadata.run { self.link.settings } }
      group.addTask(executorPreference: loop) { await self.announce() }
      let interval = facts.proxyCheckInterval
      group.addTask(executorPreference: loop) { await self.proxies.run(every: interval) { self.waysOut } }
      group.addTask(executorPreference: loop) { await self.oauth.run() }
      group.addTask(executorPreference: loop) { await self.settle() }
      group.addTask(executorPreference: loop) { await self.sample() }
      try? await gracefulShutdown()
      isDraining = true
      onDrain?(limits.drain)
      // Not after the drain: both have to be over in time.
      companion?.stop()
      group.cancelAll()
    }
    await dispatcher.drain(limit: limits.drain, grace: Self.answerLimit)
    await closePlugins()
  }

  /// What is worth doing once the start is over.
  private func settle() async {
    _ = await waitUntilReady(atMost: .seconds(5))
    if !Task.isCancelled { StartupMemory.release() }
  }

  private func closePlugins() async {
    plugins.stop()
    await withTaskGroup(of: Void.self) { group in
      for channel in served { group.addTask { await channel.binding.close(within: Self.closeLimit) } }
      group.addTask { await self.plugins.close(within: Self.closeLimit) }
      if let key { group.addTask { await key.close(within: Self.closeLimit) } }
    }
  }

  /// Lets go of the plugins of a tunnel that will not run.
  public func abandon() async {
    await closePlugins()
  }

  // MARK: What may change while it runs

  public var credentials: ControlPlaneCredentials { link.settings.credentials }

  /// From now on every request to the control plane brings these; `retriesNow`: a poll that waits after a failure does not
  /// wait any longer.
  public func replace(_ credentials: ControlPlaneCredentials, retriesNow: Bool = false) {
    link.replace(credentials, retriesNow: retriesNow)
  }

  /// Before the tunnel runs, and when something of it changes.
  public func describe(_ change: @Sendable (inout OperatorFacts) -> Void) {
    change(&facts)
  }

  // MARK: What is added before it runs

  /// Who has another key when the service refuses this one. It is let go of with the tunnel.
  public func renewKey(with key: ControlPlaneKey) {
    self.key = key
    observer.onUnauthorized = { [weak self] in if let self { key.refused(by: self) } }
  }

  public func attach(_ companion: Cloudflared) {
    self.companion = companion
  }

  // MARK: What it consists of

  /// What serves a channel; nil: nothing does.
  public func binding(of channel: String) -> (any ChannelBinding)? {
    self.channel(channel)?.binding
  }

  func channel(_ name: String) -> ServedChannel? {
    served.first { $0.name == name }
  }

  /// Asks the service for what a managed companion runs with.
  public func managedRuntime() async throws(ManagedRuntimeFailure) -> ManagedRuntime {
    try await ManagedRuntime.fetch(link.settings, serverInfo: link.serverInfo)
  }
}

extension Logger {
  /// The same logger speaking for a part of the process.
  func component(_ name: String) -> Logger {
    var logger = self
    logger[metadataKey: "component"] = "\(name)"
    return logger
  }
}
