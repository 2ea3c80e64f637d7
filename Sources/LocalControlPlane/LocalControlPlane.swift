import HTTPServing
public import Logging
import NIOHTTP1
public import ServiceLifecycle
import Synchronization

/// A control plane in memory: it queues what MCP clients post to it for a tunnel client that polls, with the wire
/// contract of the hosted one.
public final class LocalControlPlane: Service {
  private let configuration: LocalControlPlaneConfiguration
  private let apiKey: String
  private let exchange = CommandExchange()
  private let server: HTTPServer
  /// For the tunnel client alone.
  private let control: HTTPServer?
  private let isControlBound = Mutex(false)
  private let logger: Logger

  /// A control plane that does not listen yet.
  public init(configuration: LocalControlPlaneConfiguration, logger: Logger) {
    self.configuration = configuration
    self.apiKey = configuration.apiKey ?? RandomToken.make()
    var limits = ServerLimits()
    limits.bodyBytes = 64 << 20
    let tunnel = TunnelEndpoint(tunnelID: configuration.tunnelID, apiKey: apiKey, exchange: exchange)
    let relay = CommandRelay(
      tunnelID: configuration.tunnelID, timeout: configuration.responseTimeout,
      clientLastSeenTimeout: configuration.clientLastSeenTimeout, exchange: exchange)
    var router = Router()
    router.on(.GET, .HEAD, at: "/readyz") { _ in .json(#"{"status":"ok"}"#) }
    tunnel.addRoutes(to: &router)
    let faults: [any Middleware] = configuration.faults.isEmpty ? [] : [FaultInjection(configuration.faults)]
    IngressEndpoint(relay: relay).addRoutes(to: &router, behind: faults)
    DiscoveryEndpoint(relay: relay).addRoutes(to: &router)
    let guards: [any Middleware] = [HostGuard(), OriginGuard()]
    let handler = guards.guarding(router.respond(to:))
    server = HTTPServer(listen: configuration.listen, limits: limits, logger: logger, handler: handler)
    control = configuration.controlSocket.map { path in
      HTTPServer(listen: .unixSocket(path: path), limits: limits, logger: logger, handler: handler)
    }
    self.logger = logger
  }

  /// Starts listening; from now on commands are queued and polls are answered.
  public func bind() async throws(LocalControlPlaneError) -> LocalControlPlaneAddresses {
    try requireLocalAddress()
    let address: ListenAddress
    do {
      address = try await server.bind()
    } catch {
      throw .listen(error)
    }
    let callers: (baseURL: String, socketPath: String?) =
      switch address {
      case .tcp: ("http://\(address)", nil)
      case .unixSocket(let path): ("http://localhost", path)
      }
    let controlSocketPath = await bindControl()
    return LocalControlPlaneAddresses(
      mcpURL: "\(callers.baseURL)/v1/mcp/\(configuration.tunnelID)",
      baseURL: controlSocketPath == nil ? callers.baseURL : "http://localhost", apiKey: apiKey,
      unixSocketPath: callers.socketPath, controlSocketPath: controlSocketPath ?? callers.socketPath)
  }

  /// Whether the server behind a channel speaks MCP: asks it, through the tunnel, as a caller would.
  public func probe(channel: String, within limit: Duration) async -> TargetProbe {
    await TargetProbe.run(channel: channel, limit: limit, exchange: exchange)
  }

  /// Nil when there is to be none, or it cannot be had: the callers' listener serves the tunnel client as well.
  private func bindControl() async -> String? {
    guard let control, let path = configuration.controlSocket else { return nil }
    do {
      try await control.bind()
      isControlBound.withLock { $0 = true }
      return path
    } catch {
      logger.warning(
        "no private socket for the tunnel client; it uses the callers' listener", metadata: ["error": "\(error)"])
      return nil
    }
  }

  /// Serves until graceful shutdown or cancellation. Waiting polls then end with 204 and waiting callers with 503.
  public func run() async throws {
    try requireLocalAddress()
    try await cancelWhenGracefulShutdown {
      try await withTaskCancellationHandler {
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await self.server.run() }
          if let control = self.control, self.isControlBound.withLock(\.self) {
            group.addTask { try await control.run() }
          }
          try await group.waitForAll()
        }
      } onCancel: {
        self.exchange.close()
      }
    }
  }

  private func requireLocalAddress() throws(LocalControlPlaneError) {
    guard configuration.listen.isLocalOnly else { throw .notLoopback(configuration.listen) }
  }
}
