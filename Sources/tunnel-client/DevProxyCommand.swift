import ArgumentParser
import Configuration
import ControlPlane
import HTTPServing
import LocalControlPlane
import LogPipeline
import Logging
import Operator
import PluginHost
import ServiceLifecycle
import Synchronization
import Telemetry
import TunnelRuntime

struct DevProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "A local control plane and the client in one process: gives an MCP server a local tunnel URL.",
    discussion: """
      The same wire as the hosted service, on loopback only. Without a target the built-in MCP server is used.

      Examples:
        tunnel-client dev proxy
        tunnel-client dev proxy --mcp-command 'uvx mcp-server-time'
        tunnel-client dev proxy --mcp-server-url http://127.0.0.1:3000/mcp
      """)

  @Option(help: "Where the MCP URL is served; loopback only.")
  var listen = "127.0.0.1:0"

  @Option(name: .customLong("listen-unix-socket"), help: "Serve it on a Unix socket instead.")
  var listenUnixSocket: String?

  @Option(name: .customLong("tunnel-id"), help: "The id of the local tunnel.")
  var tunnelID = "tunnel_" + String(repeating: "2", count: 32)

  @OptionGroup(title: "MCP targets") var targets: TargetOptions
  @OptionGroup(title: "Built-in MCP server") var stub: StubOptions
  @OptionGroup(title: "Plugins") var plugins: PluginPathOptions

  @Option(
    name: [.customLong("health-listen-addr"), .customLong("health.listen-addr")],
    help: "Where /readyz and /ui are served; \"off\" for nowhere.")
  var healthListenAddress = "127.0.0.1:0"

  @Option(
    name: [.customLong("health-url-file"), .customLong("health.url-file")], help: "Write their base URL to this file.")
  var healthURLFile: String?

  @Option(name: .customLong("url-file"), help: "Write what --print-json prints to this file.")
  var urlFile: String?

  @Flag(name: .customLong("print-json"), help: "Print the URLs as one JSON document.")
  var printJSON = false

  @Option(help: "Stop after so long; 0 runs until a signal.")
  var duration = "0"

  @Option(name: .customLong("readiness-timeout"), help: "How long the target may take to become reachable.")
  var readinessTimeout = "10s"

  @Option(name: .customLong("response-timeout"), help: "How long a caller waits for an answer.")
  var responseTimeout = "120s"

  @Option(name: .customLong("control-plane.max-inflight"), help: "Commands that may wait for a worker.")
  var maxInflight = 100

  @Option(name: .customLong("mcp.max-concurrent-requests"), help: "Commands at work at once, in each channel.")
  var maxConcurrent = 100

  @OptionGroup(title: "Logging") var log: LogOptions

  func run() async throws {
    let flags = [targets.flags, plugins.flags, log.flags].reduce(into: [:]) { $0.merge($1) { $1 } }
    let values = SettingValues(flags: flags, environment: ProcessEnvironment.current)
    let checked = try check(values)
    let logger = try LogOptions.start(
      checked.log, redactor: Redactor(checked.network.secrets + checked.bindings.flatMap(\.secrets))
    ).logger
    let controlPlane = LocalControlPlane(
      configuration: LocalControlPlaneConfiguration(
        tunnelID: tunnelID, listen: checked.listen, responseTimeout: checked.responseTimeout), logger: logger)
    let addresses: LocalControlPlaneAddresses
    do {
      addresses = try await controlPlane.bind()
    } catch {
      throw Failure(.listenFailed, "--listen: \(error)")
    }
    let registry = Registry()
    registry.registerProcess(version: HostVersion.current)
    let tunnel: Tunnel
    try await checked.network.putInForce(controlPlaneURL: addresses.baseURL)
    do {
      tunnel = try await Tunnel(
        ControlPlaneSettings(
          baseURL: addresses.baseURL, unixSocket: addresses.unixSocketPath, tunnelID: tunnelID,
          apiKey: addresses.apiKey, identity: ClientIdentity(version: HostVersion.current),
          pollWait: .seconds(5), pollGuardrail: .seconds(2)), bindings: checked.bindings, catalog: checked.catalog,
        limits: Tunnel.Limits(maxInflight: maxInflight, maxConcurrent: maxConcurrent, window: .seconds(600)),
        registry: registry, logger: logger)
    } catch {
      throw Failure(error)
    }
    let announcement = Announcement(
      tunnelID: tunnelID, addresses: addresses, printsJSON: printJSON, file: urlFile)
    try await Foreground(logger: logger).run(
      before: [
        controlPlane, ReadyAnnouncer(tunnel: tunnel, announcement: announcement, limit: checked.readinessTimeout),
      ],
      tunnel: tunnel, registry: registry,
      health: checked.health.map { OperatorConfiguration(listen: $0, urlFile: healthURLFile) },
      duration: checked.duration
    ) { url in announcement.healthURL.withLock { $0 = url } }
  }

  private struct Checked {
    let listen: ListenAddress
    let health: ListenAddress?
    let bindings: [BindingSetting]
    let network: NetworkSettings
    let catalog: PluginCatalog
    let log: Settings.Log
    let duration: Duration?
    let readinessTimeout: Duration
    let responseTimeout: Duration
  }

  private func check(_ values: SettingValues) throws(Failure) -> Checked {
    guard SettingsReader.isTunnelID(tunnelID) else {
      throw Failure(
        .usage, "--tunnel-id: \"\(tunnelID)\" is not a tunnel id",
        hint: "write tunnel_ and 32 characters of a-z and 0-9")
    }
    do {
      let targets = try SettingsReader.readTargets(values)
      let (bindings, network) = (targets.bindings, targets.network)
      let hasMain = bindings.contains { $0.channel == "main" }
      let duration = try time("--duration", duration)
      return Checked(
        listen: try listenUnixSocket.map { .unixSocket(path: $0) } ?? address("--listen", listen),
        health: healthListenAddress == "off" ? nil : try address("--health-listen-addr", healthListenAddress),
        bindings: hasMain ? bindings : [stub.binding] + bindings,
        network: network, catalog: PluginCatalog(targets.pluginFolders), log: try SettingsReader.readLog(values),
        duration: duration == .zero ? nil : duration,
        readinessTimeout: try time("--readiness-timeout", readinessTimeout),
        responseTimeout: try time("--response-timeout", responseTimeout))
    } catch let error as Failure {
      throw error
    } catch let error as ConfigurationError {
      throw Failure(error)
    } catch {
      throw Failure("\(error)")
    }
  }

  private func address(_ flag: String, _ text: String) throws(Failure) -> ListenAddress {
    guard let address = SettingsReader.listenAddress(text) else {
      throw Failure(.usage, "\(flag): \"\(text)\" is not host:port", hint: "for example 127.0.0.1:0")
    }
    return .tcp(host: address.host, port: address.port)
  }

  private func time(_ flag: String, _ text: String) throws(Failure) -> Duration {
    guard let duration = DurationText.parse(text) else {
      throw Failure(.usage, "\(flag): \"\(text)\" is not a duration", hint: "write it as 500ms, 30s or 2m")
    }
    return duration
  }
}
