public import HTTPServing
public import LogPipeline
public import Logging
public import ServiceLifecycle
import Synchronization
public import Telemetry

/// The operator's side of the tunnel: probes, metrics, and a page that shows how it is doing.
public final class OperatorServer: Service {
  private let configuration: OperatorConfiguration
  private let server: HTTPServer
  private let bound = Mutex<ListenAddress?>(nil)
  private let logs: LogPipeline?
  /// What peers on other machines must show; nil when they are not let in at all.
  public let accessToken: AccessToken?

  /// A server that does not listen yet. Without `logs` there are no routes for them; without `traffic` it knows nothing
  /// of single requests and of the last hour; without `plugins` nothing of what those add; without `documents` nothing of
  /// the configuration. `local` adds what else is on this listener, for this machine only. `redactor` is for what the API
  /// shows; nil: that of `logs`.
  public init(
    configuration: OperatorConfiguration, source: any OperatorSource, registry: Registry, logs: LogPipeline? = nil,
    traffic: (any RequestSource & MetricsSource)? = nil, plugins: (any PluginSource)? = nil,
    local: LocalRoutes? = nil, documents: ProcessDocuments? = nil, redactor: Redactor? = nil, logger: Logger
  ) {
    self.configuration = configuration
    self.logs = logs
    var logger = logger
    logger[metadataKey: "component"] = "adminui"
    let streams = StreamLimit()
    let routes = OperatorRoutes(
      configuration: configuration, source: source, registry: registry,
      logs: logs.map { LogRoutes(logs: $0, streams: streams, instanceID: configuration.instanceID, logger: logger) },
      streams: streams, traffic: traffic,
      plugins: plugins, local: local, documents: documents, redactor: redactor ?? logs?.redactor)
    accessToken = configuration.allowsRemotePeers ? routes.policy.token : nil
    for secret in [routes.policy.token, routes.policy.session] { logs?.redactor.register(secret.text) }
    var handler: Handler = routes.router().respond(to:)
    if let redactor = redactor ?? logs?.redactor { handler = [RedactedAnswers(redactor: redactor)].guarding(handler) }
    server = HTTPServer(listen: configuration.listen, limits: Self.limits, logger: logger, handler: handler)
  }

  /// A probe is answered however many others there are, and they must leave descriptors for the tunnel itself.
  private static var limits: ServerLimits {
    var limits = ServerLimits()
    limits.reservePaths = ["/healthz", "/readyz"]
    if let most = ProcessStatus.descriptorLimit { limits.connections = max(1, min(limits.connections, most / 2)) }
    return limits
  }

  /// Where it listens; nil before ``bind()``.
  public var address: ListenAddress? { bound.withLock(\.self) }

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
      if let path = configuration.urlFile { try AnnouncementFile.url(path).write(url) }
      if let accessToken, let path = configuration.tokenFile {
        try AnnouncementFile.token(path).write(accessToken.text)
      }
    } catch {
      await server.shutdown()
      throw error
    }
    bound.withLock { $0 = address }
    return url
  }

  /// Serves until graceful shutdown or cancellation, then removes the URL file. Binds first when `bind()` was not
  /// called.
  public func run() async throws {
    if self.address == nil { _ = try await bind() }
    defer {
      if let path = configuration.urlFile { AnnouncementFile.url(path).remove() }
      if accessToken != nil, let path = configuration.tokenFile { AnnouncementFile.token(path).remove() }
    }
    try await cancelWhenGracefulShutdown { try await self.server.run() }
  }
}
