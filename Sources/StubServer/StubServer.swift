import CurlHTTP
public import HTTPServing
public import Logging
import NIOHTTP1
public import PluginHost
public import ServiceLifecycle

/// An MCP server over Streamable HTTP on this machine, for trying things out (operator spec 23).
///
/// The MCP logic is a transport plugin's; this room gives it HTTP, sessions and, when asked, OAuth.
public final class StubServer: Service {
  private let configuration: StubServerConfiguration
  private let binding: Binding
  private let sessions = SessionTable()
  private let server: HTTPServer
  private let routes = LateRoutes()

  /// Opens the plugin; nothing listens yet.
  public init(
    configuration: StubServerConfiguration, plugin: PluginCatalog.Found, logger: Logger
  ) async throws(BindingFailure) {
    self.configuration = configuration
    binding = try await Binding(
      channel: "main", plugin: plugin, configuration: configuration.pluginConfiguration, maxConcurrency: 256,
      logger: logger)
    var limits = ServerLimits()
    limits.bodyBytes = 64 << 20
    server = HTTPServer(
      listen: configuration.listen, limits: limits, logger: logger, handler: routes.respond(to:))
  }

  /// Starts listening.
  ///
  /// - Throws: when the address is taken, or is not of this machine.
  public func bind() async throws(ServingError) -> StubServerURLs {
    guard configuration.listen.isLocalOnly else {
      throw .cannotListen(
        configuration.listen, reason: "this server is for this machine only; listen on 127.0.0.1 or a Unix socket")
    }
    let address = try await server.bind()
    let urls = StubServerURLs(address)
    routes.set(makeRouter(urls))
    return urls
  }

  /// Serves until graceful shutdown or cancellation, then lets the plugin go.
  public func run() async throws {
    let result: Result<Void, any Error>
    do {
      try await cancelWhenGracefulShutdown { try await self.server.run() }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    sessions.endAll()
    await binding.close(within: .seconds(1))
    try result.get()
  }

  private func makeRouter(_ urls: StubServerURLs) -> Router {
    var router = Router()
    let authorization = configuration.authorization.map { AuthorizationService($0, urls: urls) }
    var guards: [any Middleware] = []
    if !configuration.faults.isEmpty { guards.append(FaultInjection(configuration.faults)) }
    if let authorization { guards.append(BearerGuard(service: authorization, urls: urls)) }
    MCPEndpoint(binding: binding, sessions: sessions).addRoutes(to: &router, behind: guards)
    MetadataEndpoint(urls: urls).addRoutes(to: &router)
    if let authorization { OAuthEndpoint(service: authorization).addRoutes(to: &router) }
    return router
  }
}
