import HTTPServing
public import Logging
public import ServiceLifecycle
import Synchronization
public import Telemetry

/// The operator's side of the tunnel: probes, metrics, and a page that shows how it is doing.
public final class OperatorServer: Service {
  private let configuration: OperatorConfiguration
  private let server: HTTPServer
  private let isBound = Mutex(false)

  /// A server that does not listen yet. Without `traffic` it knows nothing of single requests and of the last hour.
  public init(
    configuration: OperatorConfiguration, source: any OperatorSource, registry: Registry,
    traffic: (any RequestSource & MetricsSource)? = nil, logger: Logger
  ) {
    self.configuration = configuration
    let routes = OperatorRoutes(configuration: configuration, source: source, registry: registry, traffic: traffic)
    server = HTTPServer(
      listen: configuration.listen, limits: ServerLimits(), logger: logger, handler: routes.router().respond(to:))
  }

  /// Starts listening, writes the URL file and returns the base URL.
  public func bind() async throws(OperatorError) -> String {
    let address: ListenAddress
    do {
      address = try await server.bind()
    } catch {
      throw .listen(configuration.listen, error)
    }
    let url = BaseURL.make(of: address)
    do {
      if let path = configuration.urlFile { try URLFile(path: path).write(url) }
    } catch {
      await server.shutdown()
      throw error
    }
    isBound.withLock { $0 = true }
    return url
  }

  /// Serves until graceful shutdown or cancellation, then removes the URL file. Binds first when `bind()` was not
  /// called.
  public func run() async throws {
    if !isBound.withLock({ $0 }) { _ = try await bind() }
    defer {
      if let path = configuration.urlFile { URLFile(path: path).remove() }
    }
    try await cancelWhenGracefulShutdown { try await self.server.run() }
  }
}
