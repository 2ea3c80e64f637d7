import HTTPServing
public import Logging
import NIOHTTP1
public import ServiceLifecycle

/// A control plane in memory: it queues what MCP clients post to it for a tunnel client that polls, with the wire
/// contract of the hosted one.
public final class LocalControlPlane: Service {
  private let configuration: LocalControlPlaneConfiguration
  private let apiKey: String
  private let exchange = CommandExchange()
  private let server: HTTPServer

  /// A control plane that does not listen yet.
  public init(configuration: LocalControlPlaneConfiguration, logger: Logger) {
    self.configuration = configuration
    self.apiKey = configuration.apiKey ?? RandomToken.make()
    var limits = ServerLimits()
    limits.bodyBytes = 64 << 20
    let tunnel = TunnelEndpoint(tunnelID: configuration.tunnelID, apiKey: apiKey, exchange: exchange)
    let relay = CommandRelay(
      tunnelID: configuration.tunnelID, timeout: configuration.responseTimeout, exchange: exchange)
    var router = Router()
    router.on(.GET, .HEAD, at: "/readyz") { _ in .json(#"{"status":"ok"}"#) }
    tunnel.addRoutes(to: &router)
    IngressEndpoint(relay: relay).addRoutes(to: &router)
    DiscoveryEndpoint(relay: relay).addRoutes(to: &router)
    let guards: [any Middleware] = [HostGuard(), OriginGuard()]
    server = HTTPServer(
      listen: configuration.listen, limits: limits, logger: logger, handler: guards.guarding(router.respond(to:)))
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
    let baseURL: String
    let socketPath: String?
    switch address {
    case .tcp: (baseURL, socketPath) = ("http://\(address)", nil)
    case .unixSocket(let path): (baseURL, socketPath) = ("http://localhost", path)
    }
    return LocalControlPlaneAddresses(
      mcpURL: "\(baseURL)/v1/mcp/\(configuration.tunnelID)", baseURL: baseURL, apiKey: apiKey,
      unixSocketPath: socketPath)
  }

  /// Serves until graceful shutdown or cancellation. Waiting polls then end with 204 and waiting callers with 503.
  public func run() async throws {
    try requireLocalAddress()
    try await cancelWhenGracefulShutdown {
      try await withTaskCancellationHandler {
        try await self.server.run()
      } onCancel: {
        self.exchange.close()
      }
    }
  }

  private func requireLocalAddress() throws(LocalControlPlaneError) {
    guard configuration.listen.isLocalOnly else { throw .notLoopback(configuration.listen) }
  }
}
