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
      Needs a tunnel id, an API key in CONTROL_PLANE_API_KEY, and a target for the main channel. Each setting comes from \
      its flag, else its environment variable [in brackets], else its default.

      Example:
        CONTROL_PLANE_API_KEY=… tunnel-client run --control-plane.tunnel-id tunnel_… --mcp.server-url http://127.0.0.1:3000/mcp
      """)

  @Option(
    name: .customLong("control-plane.base-url"), help: "[CONTROL_PLANE_BASE_URL] (default: https://api.openai.com)")
  var baseURL: String?

  @Option(
    name: .customLong("control-plane.url-path"), help: "A path that all routes are under. [CONTROL_PLANE_URL_PATH]")
  var urlPath: String?

  @Option(name: .customLong("control-plane.tunnel-id"), help: "[CONTROL_PLANE_TUNNEL_ID]")
  var tunnelID: String?

  @Option(name: .customLong("control-plane.organization-id"), help: "[CONTROL_PLANE_ORGANIZATION_ID]")
  var organizationID: String?

  @Option(
    name: .customLong("control-plane.api-key"),
    help: "A reference, env:NAME or file:/path; never the key itself. [CONTROL_PLANE_API_KEY holds the key]")
  var apiKey: String?

  @Option(
    name: .customLong("control-plane.max-inflight"),
    help: "Commands that may wait for a worker. [CONTROL_PLANE_MAX_INFLIGHT_REQUESTS] (default: 20)")
  var maxInflight: String?

  @Option(
    name: .customLong("control-plane.poll-timeout"),
    help: "How long the service may hold a poll. [CONTROL_PLANE_POLL_TIMEOUT] (default: 30s)")
  var pollTimeout: String?

  @Option(
    name: .customLong("control-plane.poll-deadline-guardrail"),
    help: "How much longer we wait for it. [CONTROL_PLANE_POLL_DEADLINE_GUARDRAIL] (default: 5s)")
  var pollGuardrail: String?

  @OptionGroup(title: "Wire") var wire: WireOptions
  @OptionGroup(title: "Proxies and certificates") var network: NetworkOptions

  @Flag(name: .customLong("embedded-mcp-stub"), help: "Serve the main channel with the built-in MCP server.")
  var embeddedStub = false

  @OptionGroup(title: "MCP targets") var targets: TargetOptions
  @OptionGroup(title: "Built-in MCP server") var stub: StubOptions

  @Option(
    name: .customLong("mcp.max-concurrent-requests"),
    help: "Commands at work at once, in each channel. [MCP_MAX_CONCURRENT_REQUESTS] (default: 10)")
  var maxConcurrent: String?

  @Option(
    name: .customLong("mcp.connection-max-ttl"),
    help: "How long a server may take for a command without a deadline. [MCP_CONNECTION_MAX_TTL] (default: 10m)")
  var connectionMaxTTL: String?

  @Option(
    name: .customLong("mcp.startup-wait-timeout"),
    help: "How long the first poll may wait for the MCP servers. [MCP_STARTUP_WAIT_TIMEOUT] (default: 0s)")
  var startupWait: String?

  @OptionGroup(title: "Plugins") var plugins: PluginPathOptions

  @Option(
    name: .customLong("health.listen-addr"),
    help: "Where /healthz, /readyz, /metrics and /ui are served. [HEALTH_LISTEN_ADDR] (default: 127.0.0.1:8080)")
  var healthListenAddress: String?

  @Option(name: .customLong("health.unix-socket"), help: "Serve them on a Unix socket instead. [HEALTH_UNIX_SOCKET]")
  var healthUnixSocket: String?

  @Option(name: .customLong("health.url-file"), help: "Write their base URL to this file. [HEALTH_URL_FILE]")
  var healthURLFile: String?

  @Flag(
    name: .customLong("health.show-details"), help: "/health shows its components unasked. [HEALTH_SHOW_DETAILS]")
  var healthShowDetails = false

  @OptionGroup(title: "Page and API") var webUI: WebUIOptions
  @OptionGroup(title: "Companion") var cloudflared: CloudflaredOptions
  @OptionGroup(title: "Process") var process: ProcessOptions
  @OptionGroup(title: "Logging") var log: LogOptions

  private var flags: [SettingKey: [String]] {
    let own: [SettingKey: [String]] = [
      .baseURL: baseURL.array, .urlPath: urlPath.array, .tunnelID: tunnelID.array,
      .organizationID: organizationID.array, .apiKey: apiKey.array, .maxInflight: maxInflight.array,
      .pollTimeout: pollTimeout.array, .pollGuardrail: pollGuardrail.array, .maxConcurrent: maxConcurrent.array,
      .connectionMaxTTL: connectionMaxTTL.array, .startupWait: startupWait.array,
      .healthListenAddress: healthListenAddress.array,
      .healthUnixSocket: healthUnixSocket.array, .healthURLFile: healthURLFile.array,
      .healthShowDetails: healthShowDetails ? ["true"] : [],
    ]
    let groups = [
      targets.flags, plugins.flags, process.flags, log.flags, wire.flags, network.flags, cloudflared.flags,
      webUI.flags,
    ]
    return groups.reduce(into: own) { $0.merge($1) { $1 } }
  }

  func run() async throws {
    let values = SettingValues(flags: flags, environment: ProcessEnvironment.current)
    let source = SettingsSource(
      values: values, stub: embeddedStub ? stub.binding(source: "--embedded-mcp-stub") : nil)
    let settings: Settings
    do {
      settings = try source.read()
    } catch {
      throw Failure(error)
    }
    let redactor = Redactor(settings.secrets)
    let (logger, pipeline) = try LogOptions.start(settings.log, redactor: redactor)
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
      tunnel = try await Tunnel(
        ControlPlaneSettings(settings.controlPlane), bindings: settings.mcp.bindings, catalog: plugins.catalog,
        limits: Tunnel.Limits(
          maxInflight: settings.controlPlane.maxInflight, maxConcurrent: settings.mcp.maxConcurrent,
          window: settings.mcp.window, drain: settings.drainTimeout, startupWait: settings.mcp.startupWait),
        registry: registry, logger: logger)
    } catch {
      throw Failure(error)
    }
    if let program, let cloudflared = settings.cloudflared {
      await CloudflaredOptions.attach(
        program, cloudflared, to: tunnel, settings, redactor: redactor, logger: logger)
    }
    let reloader = Reloader(
      [
        CredentialFiles(settings: source, redactor: redactor, tunnel: tunnel),
        NetworkFiles(settings: source, redactor: redactor, inForce: settings.network),
        LogLevelFile(settings: source, pipeline: pipeline), LogFileReopening(pipeline: pipeline),
      ], logger: logger)
    try await Foreground(logger: logger, logs: pipeline).run(
      tunnel: tunnel, registry: registry, health: OperatorConfiguration(settings), drain: settings.drainTimeout,
      reloader: reloader
    ) { url in
      if settings.webUI.opens, let url, url.hasPrefix("http://") { WebBrowser(logger: logger).open("\(url)/ui") }
    }
  }
}
