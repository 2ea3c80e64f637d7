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
      The same wire as the hosted service, on loopback only. Without a target the built-in MCP server is used. Ends with \
      an error when the target turns out to be no MCP server.

      Examples:
        tunnel-client dev proxy
        tunnel-client dev proxy --mcp-command 'uvx mcp-server-time'
        tunnel-client dev proxy --mcp-server-url http://127.0.0.1:3000/mcp
      """)

  @OptionGroup var options: DevProxyOptions

  func run() async throws {
    let checked = try await DevProxySettings(options)
    let redactor = Redactor(checked.secrets)
    // Until the server has answered, what goes wrong is told once, at the end.
    let words = ServerWords()
    if !checked.isQuiet { words.speakUp() }
    let logger = words.logger(over: try LogOptions.start(checked.log, redactor: redactor).logger)
    let folder = PrivateFolder()
    defer { folder?.remove() }
    let controlPlane = LocalControlPlane(
      configuration: LocalControlPlaneConfiguration(
        tunnelID: options.tunnelID, listen: checked.listen, responseTimeout: checked.responseTimeout,
        controlSocket: folder.map { "\($0.path)/control.sock" }, clientLastSeenTimeout: checked.clientLastSeenTimeout,
        faults: checked.faults), logger: logger)
    let addresses: LocalControlPlaneAddresses
    do {
      addresses = try await controlPlane.bind()
    } catch {
      throw Failure(.listenFailed, "\(options.listenUnixSocket == nil ? "--listen" : "--listen-unix-socket"): \(error)")
    }
    let registry = Registry()
    registry.registerProcess(version: HostVersion.current)
    let tunnel = try await makeTunnel(checked, addresses, registry, logger)
    let announcement = Announcement(
      tunnelID: options.tunnelID, addresses: addresses, printsJSON: options.printJSON, file: options.urlFile)
    try await Foreground(logger: logger).run(
      before: [
        controlPlane,
        ReadyAnnouncer(
          tunnel: tunnel, controlPlane: controlPlane, channels: checked.bindings.map(\.channel),
          announcement: announcement, limit: checked.readinessTimeout, allowsUnready: options.allowUnready,
          words: words, redactor: redactor
        ),
      ],
      tunnel: tunnel, registry: registry, redactor: redactor,
      health: checked.health.map { OperatorConfiguration(listen: $0, urlFile: options.healthURLFile) },
      duration: checked.duration
    ) { url in announcement.healthURL.withLock { $0 = url } }
  }

  private func makeTunnel(
    _ checked: DevProxySettings, _ addresses: LocalControlPlaneAddresses, _ registry: Registry, _ logger: Logger
  ) async throws -> Tunnel {
    try await checked.network.putInForce(controlPlaneURL: addresses.baseURL)
    do {
      return try await Tunnel(
        ControlPlaneSettings(
          baseURL: addresses.baseURL, unixSocket: addresses.controlSocketPath, tunnelID: options.tunnelID,
          apiKey: addresses.apiKey, identity: ClientIdentity(version: HostVersion.current),
          pollWait: .seconds(5), pollGuardrail: .seconds(2)), bindings: checked.bindings, catalog: checked.catalog,
        limits: Tunnel.Limits(
          maxInflight: options.maxInflight, maxConcurrent: options.maxConcurrent, window: .seconds(600)),
        oauthTrustedOrigins: checked.oauthTrustedOrigins, registry: registry, logger: logger)
    } catch {
      throw Failure(error)
    }
  }
}
