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
@NetworkLoop
public final class Tunnel: Service {
  public struct Limits: Sendable {
    public var maxInflight: Int
    public var maxConcurrent: Int
    public var window: Duration
    /// How long calls under way may take to finish once the tunnel is asked to stop.
    public var drain: Duration
    /// How long the first poll may wait for the MCP servers (dataplane spec PB-05); zero: not at all.
    public var startupWait: Duration

    public init(
      maxInflight: Int, maxConcurrent: Int, window: Duration, drain: Duration = .seconds(1),
      startupWait: Duration = .zero
    ) {
      self.maxInflight = maxInflight
      self.maxConcurrent = maxConcurrent
      self.window = window
      self.drain = drain
      self.startupWait = startupWait
    }
  }

  private(set) var settings: ControlPlaneSettings
  let limits: Limits
  let monitors: [BindingMonitor]
  let dispatcher: Dispatcher
  let session: Session
  /// What the plugins add to the operator's server.
  let plugins: TunnelPlugins
  /// Lets new builds of plugins take over.
  let reloads: PluginReloads
  let observer: RuntimeObserver
  /// Knows what the main channel's server says of OAuth.
  let oauth: OAuthMonitor
  /// By channel.
  let replayTargets: [String: ReplayTarget]
  /// Who knows what the servers have said of themselves; nil: nobody.
  public var evidence: (any MCPEvidenceSource)?
  /// What runs beside the tunnel and has a word in its readiness; it is asked to stop with the tunnel.
  public private(set) var companion: Cloudflared?
  /// How many targets the harpoon channel has.
  private(set) var harpoonTargets = 0
  /// Called when the tunnel is asked to stop, with how long it may take its calls to finish.
  var onDrain: (@NetworkLoop (Duration) -> Void)?
  let startedAt = Timestamp.now
  let startedInstant = ContinuousClock.now
  /// What the service is told of the channels.
  private(set) var serverInfo: ServerInfo
  /// Who supplies the API key; nil: it is a setting.
  private var key: ControlPlaneKey?
  /// What is behind each channel.
  let targets: [String: ChannelTarget]
  /// What the service says of the tunnel.
  let metadata: MetadataRefresh
  /// How the proxies are doing.
  let proxies: ProxyMonitor
  /// What the operator's pages say of the process.
  var facts = OperatorFacts()
  private let delivery: ResponseDelivery
  private let registry: Registry
  let logger: Logger
  private(set) var isDraining = false
  /// The servers were not there when the startup wait was over.
  private(set) var startupWaitFailed = false

  /// Stopping takes at most the sum of these and of `limits.drain`: what is left is answered, plugins let go.
  private static let answerLimit = Duration.milliseconds(250)
  private static let closeLimit = Duration.milliseconds(600)

  /// Finds and opens the plugin of every binding; children start here. `onSecret` gets the values of credentials as auth
  /// plugins supply them, so that no log shows them.
  ///
  /// `oauthTrustedOrigins` are origins beside the server's own that OAuth metadata may be fetched from.
  /// `onSecret` hears what auth providers supply, before anything can name it. `defaultServices` are opened when the
  /// operator first asks for them, if they are there. `facilities` are what plugins get beside metrics, which are those of
  /// `registry`.
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
    if let violation = Self.serverInfo(of: opened, settings, includingIdle: true).violation, let last = bindings.last {
      for binding in opened { await binding.close(within: Self.closeLimit) }
      throw TunnelStartFailure(last, violation)
    }
    let serverInfo = Self.serverInfo(of: opened, settings)
    targets = Dictionary(
      zip(bindings, opened).map { ($0.channel, ChannelTarget($0, hasProcessAffinity: $1.hasProcessAffinity)) }
    ) { first, _ in first }
    metadata = MetadataRefresh(serverInfo: serverInfo, logger: logger.component("controlplane"))
    proxies = ProxyMonitor(registry: registry, logger: logger.component("proxyhealth"))
    replayTargets = Dictionary(bindings.map { ($0.channel, ReplayTarget($0)) }) { first, _ in first }
    self.plugins = TunnelPlugins(
      catalog: catalog, settings: plugins, defaults: defaultServices, facilities: facilities,
      logger: logger.component("plugin"))
    reloads = PluginReloads(channels, opener: opener, logger: logger.component("plugin"))
    self.serverInfo = serverInfo
    self.settings = settings
    self.limits = limits
    self.registry = registry
    self.logger = logger
    let dispatchLimits = Dispatcher.Limits(
      queueCapacity: limits.maxInflight, workersPerChannel: limits.maxConcurrent, window: limits.window,
      sendsTiming: settings.sendsTiming)
    observer = RuntimeObserver(
      registry: registry, tunnelID: settings.tunnelID, limits: dispatchLimits, channels: opened.map(\.channel))
    delivery = ResponseDelivery(
      settings, serverInfo: serverInfo, observer: observer, logger: logger.component("controlplane"))
    dispatcher = Dispatcher(
      bindings: Dictionary(uniqueKeysWithValues: opened.map { ($0.channel, $0) }), limits: dispatchLimits,
      delivery: delivery, observer: observer, logger: logger.component("dispatcher"))
    observer.watch(dispatcher)
    oauth = OAuthMonitor(
      bindings.first { $0.channel == ChannelName.main }, trustedOrigins: oauthTrustedOrigins,
      identity: settings.identity,
      logger: logger.component("oauth"))
    if oauth.isApplicable { dispatcher.discoverer = { [oauth] in await oauth.answer() } }
    oauth.onFound = { [oauthBoard = facilities.oauth] in oauthBoard.publish($0.json) }
    evidence = DispatchEvidence(dispatcher)
    session = Session(
      settings, serverInfo: serverInfo, sink: dispatcher, observer: observer, logger: logger.component("controlplane"))
    monitors = opened.map { binding in
      BindingMonitor(
        binding,
        restarts: registry.counter(
          "mcp_server_restarts_total", help: "Servers that came after the first, where the transport counts them",
          labels: ["channel": binding.channel]), logger: logger.component("mcpclient"))
    }
    observer.onEnd = { [monitors] channel, failed in
      let monitor = monitors.first { $0.binding.channel == channel }
      if failed { monitor?.suspect() } else { monitor?.vouch() }
    }
    HTTPObservation.observer = HTTPClientMetrics(registry)
    for binding in opened { binding.whenPresenceChanges { [weak self] _ in self?.updateServerInfo() } }
    for binding in opened {
      registry.counter(
        "plugin_faults_total", help: "Breaches of the plugin contract",
        labels: ["channel": binding.channel, "plugin": binding.descriptor.id]
      ) { Double(binding.faultCount) }
      if let auth = binding.authStatus { registry.addAuth(auth.pluginID, binding) }
      registry.counter(
        "plugin_reloads_total", help: "Times that another build or instance took over",
        labels: ["channel": binding.channel, "plugin": binding.descriptor.id]
      ) { Double(binding.replacementCount) }
      guard binding.process != nil else { continue }
      registry.counter(
        "plugin_process_restarts_total", help: "Processes that took the place of one that had ended",
        labels: ["channel": binding.channel, "plugin": binding.descriptor.id]
      ) { Double(binding.process?.restarts ?? 0) }
    }
    reloads.willReplace = { [plugins = self.plugins] old, new in plugins.replace(old, by: new) }
    do throws(TunnelStartFailure) {
      try await self.plugins.start(
        beside: opened, status: { [weak self] in self?.status().json }, closeLimit: Self.closeLimit)
    } catch {
      for binding in opened { await binding.close(within: Self.closeLimit) }
      throw error
    }
  }

  /// Serves until graceful shutdown or cancellation, then drains.
  public func run() async throws {
    // With the loop as their executor the tasks never leave its thread, not even between two isolated calls.
    let loop = NetworkLoop.executor
    await withTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: loop) {
        await self.waitForServers()
        await self.session.run()
      }
      for monitor in monitors { group.addTask(executorPreference: loop) { await monitor.run() } }
      group.addTask(executorPreference: loop) { await self.metadata.run { self.settings } }
      group.addTask(executorPreference: loop) { await self.announce() }
      let interval = facts.proxyCheckInterval
      group.addTask(executorPreference: loop) { await self.proxies.run(every: interval) { self.waysOut } }
      group.addTask(executorPreference: loop) { await self.oauth.run() }
      group.addTask(executorPreference: loop) { await self.settle() }
      group.addTask(executorPreference: loop) { await self.sample() }
      try? await gracefulShutdown()
      isDraining = true
      // The servers are on their way out.
      evidence = nil
      onDrain?(limits.drain)
      // Not after the drain: both have to be over in time.
      companion?.stop()
      group.cancelAll()
    }
    await dispatcher.drain(limit: limits.drain, grace: Self.answerLimit)
    await closePlugins()
  }

  private func closePlugins() async {
    plugins.stop()
    await withTaskGroup(of: Void.self) { group in
      for monitor in monitors { group.addTask { await monitor.binding.close(within: Self.closeLimit) } }
      group.addTask { await self.plugins.close(within: Self.closeLimit) }
      if let key { group.addTask { await key.close(within: Self.closeLimit) } }
    }
  }

  /// Without the channels that have nothing to serve (dataplane CP-05).
  private static func serverInfo(
    of bindings: [any ChannelBinding], _ settings: ControlPlaneSettings, includingIdle: Bool = false
  ) -> ServerInfo {
    ServerInfo(
      bindings.filter { settings.pollChannels.isEmpty || settings.pollChannels.contains($0.channel) }
        .filter { includingIdle || !$0.serverPresence.isIdle }
        .map { .init(name: $0.channel, stateless: $0.isStateless, processAffinity: $0.hasProcessAffinity) })
  }

  /// A channel has something to serve, or nothing any more.
  private func updateServerInfo() {
    let now = Self.serverInfo(of: monitors.map(\.binding), settings)
    guard now.headerValue != serverInfo.headerValue else { return }
    serverInfo = now
    session.replace(now)
    delivery.replace(now)
    metadata.serverInfo = now
  }

  public var credentials: ControlPlaneCredentials { settings.credentials }

  /// From now on every request to the control plane brings these; `retriesNow`: a poll that waits after a failure does not
  /// wait any longer.
  public func replace(_ credentials: ControlPlaneCredentials, retriesNow: Bool = false) {
    settings.credentials = credentials
    session.replace(credentials, retriesNow: retriesNow)
    delivery.replace(credentials)
  }

  /// Before the tunnel runs: who has another key when the service refuses this one. It is let go of with the tunnel.
  public func renewKey(with key: ControlPlaneKey) {
    self.key = key
    observer.onUnauthorized = { [weak self] in if let self { key.refused(by: self) } }
  }

  /// Lets go of the plugins of a tunnel that will not run.
  public func abandon() async {
    await closePlugins()
  }

  /// Holds the first poll back until every server can take calls, at most for the startup wait: afterwards polling starts
  /// whatever the servers say (PB-05).
  private func waitForServers() async {
    guard limits.startupWait > .zero else { return }
    let deadline = ContinuousClock.now + limits.startupWait
    logger.info("waiting for the MCP servers before the first poll")
    while let waiting = monitors.first(where: { !$0.health.canTakeCalls }) {
      guard ContinuousClock.now < deadline else {
        startupWaitFailed = true
        return logger.warning(
          "the MCP servers did not come up in time; polling all the same",
          metadata: ["channel": "\(waiting.binding.channel)", "reason": "\(waiting.health.reason)"])
      }
      do { try await LoopClock.sleep(for: .milliseconds(20)) } catch { return }
    }
  }

  /// What is worth doing once the start is over.
  private func settle() async {
    _ = await waitUntilReady(atMost: .seconds(5))
    if !Task.isCancelled { StartupMemory.release() }
  }

  /// What serves a channel; nil: nothing does.
  public func binding(of channel: String) -> (any ChannelBinding)? {
    monitors.first { $0.binding.channel == channel }?.binding
  }

  /// Before the tunnel runs: how many targets the harpoon channel has, for the report on it.
  public func describeHarpoon(targets: Int) {
    harpoonTargets = targets
  }

  /// Before the tunnel runs.
  public func attach(_ companion: Cloudflared) {
    self.companion = companion
  }

  /// Before the tunnel runs, and when something of it changes.
  public func describe(_ change: @Sendable (inout OperatorFacts) -> Void) {
    change(&facts)
  }

  /// Asks the service for what a managed companion runs with.
  public func managedRuntime() async throws(ManagedRuntimeFailure) -> ManagedRuntime {
    try await ManagedRuntime.fetch(settings, serverInfo: serverInfo)
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
