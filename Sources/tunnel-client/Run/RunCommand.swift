import ArgumentParser
import Configuration
import ControlPlane
import CurlHTTP
import HTTPServing
import LogPipeline
import Logging
import Operator
import PluginHost
import Telemetry
import TunnelRuntime

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Keep a tunnel up: poll the control plane, forward to MCP servers, answer.",
    discussion: """
      Needs a tunnel id, an API key, and a target for the main channel. Each setting comes from its flag, else its \
      environment variable [in brackets], else the profile, else its default. SIGTERM and Ctrl-C stop it; SIGHUP reads \
      again what stands in files, and takes new builds of plugins.

      Examples:
        tunnel-client run --profile work
        CONTROL_PLANE_API_KEY=… tunnel-client run \\
          --control-plane.tunnel-id tunnel_… \\
          --mcp.server-url http://127.0.0.1:3000/mcp
      """)

  @OptionGroup var options: SettingOptions

  func run() async throws {
    let source = SettingsSource(flags: options.flags)
    let (values, settings): (SettingValues, Settings)
    do {
      (values, settings) = try await source.readWhole()
    } catch {
      throw Failure(error)
    }
    let redactor = Redactor(settings.secrets)
    let (logger, pipeline) = try LogOptions.start(
      settings.log, redactor: redactor, historyCount: settings.adminUI.logBufferEvents)
    let controlPlane = ControlPlaneSettings(settings.controlPlane)
    pipeline.identify(["client_instance_id": controlPlane.identity.instanceID, "tunnel_id": controlPlane.tunnelID])
    for note in settings.notes { logger.notice("\(note)") }
    if settings.log.dumpsHTTP { await HTTPExchangeLog(logger: logger).install() }
    let program = try CloudflaredOptions.locate(settings.cloudflared)
    // Before anything starts: a second client for the same file must not disturb the first.
    let pidFile = try ProcessOptions.claimPIDFile(settings.pidFile)
    defer { pidFile?.remove() }
    let registry = Registry()
    registry.registerProcess(version: HostVersion.current)
    let tunnel: Tunnel
    try await settings.network.putInForce(controlPlaneURL: settings.controlPlane.baseURL)
    do {
      let catalog = try PluginCatalog(settings.pluginFolders, requiring: settings.plugins)
      try catalog.check(settings.mcp.bindings, settings.plugins)
      tunnel = try await Self.tunnel(
        settings, controlPlane, catalog: catalog, registry: registry, redactor: redactor, logger: logger)
    } catch {
      throw Failure(any: error)
    }
    if let program, let cloudflared = settings.cloudflared {
      await CloudflaredOptions.attach(
        program, cloudflared, to: tunnel, settings, redactor: redactor, logger: logger)
    }
    let file = try? source.file()
    await tunnel.describe { $0.describe(settings, file: file) }
    await tunnel.configureCapture(settings.adminUI.capturesPayloads)
    let reloader = Reloader(
      [
        CredentialFiles(settings: source, redactor: redactor, tunnel: tunnel),
        NetworkFiles(settings: source, redactor: redactor, inForce: settings.network, tunnel: tunnel),
        LogLevelFile(settings: source, pipeline: pipeline), LogFileReopening(pipeline: pipeline),
        PluginFiles(tunnel),
      ], logger: logger)
    let documents = ProcessDocuments(source: source, values: values, redactor: redactor)
    let foreground = Foreground(
      logger: logger, logs: pipeline, servesHarpoon: settings.harpoon.servesHTTP, documents: documents)
    try await foreground.run(
      tunnel: tunnel, registry: registry, redactor: redactor,
      health: OperatorConfiguration(settings, instanceID: controlPlane.identity.instanceID),
      drain: settings.drainTimeout,
      reloader: reloader
    ) { url in
      if settings.adminUI.opensBrowser, let url, url.hasPrefix("http://") {
        WebBrowser(logger: logger).open("\(url)/ui")
      }
    }
  }

  /// The tunnel of these settings, with its plugins opened.
  static func tunnel(
    _ settings: Settings, _ controlPlane: ControlPlaneSettings? = nil, catalog: PluginCatalog, registry: Registry,
    redactor: Redactor, logger: Logger
  ) async throws(TunnelStartFailure) -> Tunnel {
    let automatic = settings.harpoon.automaticBinding(
      beside: settings.mcp.bindings, pollChannels: settings.controlPlane.wire.pollChannels)
    let facilities = HostFacilities(settings.pluginFolders, catalog: catalog, redactor: redactor, logger: logger)
    var controlPlane = controlPlane ?? ControlPlaneSettings(settings.controlPlane)
    var key: ControlPlaneKey?
    if let id = settings.controlPlane.authPlugin {
      let opened = try await ControlPlaneKey(
        id, plugins: settings.plugins, catalog: catalog, target: controlPlane.baseURL, facilities: facilities,
        logger: logger, onSecret: redactor.register)
      controlPlane.apiKey = try await opened.first()
      key = opened
    }
    let tunnel = try await Tunnel(
      controlPlane,
      bindings: settings.mcp.bindings + (automatic.map { [$0] } ?? []),
      plugins: settings.plugins,
      defaultServices: DefaultPlugins.services + (settings.adminUI.offersAssistant ? [DefaultPlugins.assistant] : []),
      catalog: catalog,
      limits: Tunnel.Limits(
        maxInflight: settings.controlPlane.maxInflight, maxConcurrent: settings.mcp.maxConcurrent,
        window: settings.mcp.window, drain: settings.drainTimeout, startupWait: settings.mcp.startupWait),
      oauthTrustedOrigins: settings.mcp.oauthTrustedOrigins, registry: registry,
      facilities: facilities, logger: logger, onSecret: redactor.register)
    if let key { await tunnel.renewKey(with: key) }
    return tunnel
  }
}
