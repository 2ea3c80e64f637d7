import HTTPServing
import LogPipeline
import NIOCore
import NIOHTTP1
import Telemetry

/// What the operator server answers.
struct OperatorRoutes: Sendable {
  let configuration: OperatorConfiguration
  let source: any OperatorSource
  let registry: Registry
  let logs: LogRoutes?
  /// One for all routes with streams (W-34).
  let streams: StreamLimit
  private let traffic: (any RequestSource & MetricsSource)?
  private let documents: ProcessDocuments?
  private let redact: @Sendable ([UInt8]) -> [UInt8]
  /// For what is sent piece by piece; whole answers pass ``RedactedAnswers``.
  private let redactKnown: @Sendable ([UInt8]) -> [UInt8]
  private let plugins: (any PluginSource)?
  private let local: LocalRoutes?
  let policy: AccessPolicy
  private let liveness: Gauge
  private let readiness: Gauge

  init(
    configuration: OperatorConfiguration, source: any OperatorSource, registry: Registry, logs: LogRoutes?,
    streams: StreamLimit, traffic: (any RequestSource & MetricsSource)? = nil,
    plugins: (any PluginSource)? = nil, local: LocalRoutes? = nil, documents: ProcessDocuments? = nil,
    redactor: Redactor? = nil
  ) {
    self.traffic = traffic
    self.plugins = plugins
    self.local = local
    self.documents = documents
    redact = { json in redactor?.redactJSONText(json) ?? json }
    redactKnown = { json in redactor?.redactKnown(json, isJSON: true) ?? json }
    self.configuration = configuration
    self.source = source
    self.registry = registry
    self.logs = logs
    self.streams = streams
    policy = AccessPolicy(
      allowsRemotePeers: configuration.allowsRemotePeers, allowsRemoteControl: configuration.allowsRemoteControl)
    // Dashboards know them with their scope (dataplane spec 24.4).
    let scope: Labels = ["otel_scope_name": "health", "otel_scope_version": "", "otel_scope_schema_url": ""]
    liveness = registry.gauge("liveness", help: "1 while the process serves its health endpoints.", labels: scope)
    readiness = registry.gauge(
      "readiness", help: "1 when /readyz answers 200, evaluated at scrape time.", labels: scope)
    liveness.set(1)
  }

  func router() -> Router {
    var router = Router()
    addProbes(to: &router)
    HealthRoutes(source: source, showsDetails: configuration.showsHealthDetails, host: hostGuard).add(to: &router)
    local?.add(to: &router, host: hostGuard)
    var guarded = GuardedRoutes(router, policy: policy, host: hostGuard)
    addUI(to: &guarded)
    addOAuth(to: &guarded)
    logs?.add(to: &guarded)
    if let traffic {
      RequestRoutes(source: traffic, streams: streams, instanceID: configuration.instanceID, redact: redactKnown)
        .add(to: &guarded)
      MetricsRoutes(source: traffic).add(to: &guarded)
    }
    if let documents { ConfigRoutes(documents: documents).add(to: &guarded) }
    if let plugins {
      let taken = guarded.router.names(below: "/api")
      PluginRoutes(source: plugins, policy: policy, taken: taken, redact: redactKnown).add(to: &guarded)
    }
    // Last: it asks the others.
    if let logs { ExportRoutes(logs: logs.logs, documents: documents, traffic: traffic).add(to: &guarded) }
    return guarded.router
  }

  /// Open to whoever can reach the port: probes come from other machines, under names nobody can foresee.
  private func addProbes(to router: inout Router) {
    router.onAny(at: "/healthz") { _ in .text("live") }
    router.onAny(at: "/readyz") { [source] request in
      ReadinessAnswer(await source.readiness(), for: request).response(to: request)
    }
    router.on(.GET, .HEAD, at: "/metrics", behind: metricsGuards) { _ in
      readiness.set(await source.readiness().ready ? 1 : 0)
      return Response(
        status: .ok, headers: ["Content-Type": Registry.contentType],
        body: .bytes(ByteBuffer(string: registry.exposition())))
    }
  }

  /// Metrics name hosts of the inside (W-32). Where others may see them, a collector may know us by any name.
  private var metricsGuards: [any Middleware] {
    guard !configuration.allowsRemoteMetrics else { return [] }
    let message = "only peers on this machine may see this; --health.remote-metrics lets others in\n"
    return [LocalPeerGuard(message: message), hostGuard]
  }

  private func addUI(to routes: inout GuardedRoutes) {
    for file in PageFile.all {
      // One shell at all addresses that people type.
      for path in file.path == "/ui" ? ["/ui", "/ui/", "/"] : [file.path] {
        routes.on(.GET, .HEAD, at: path, .read) { _ in
          Response(status: .ok, headers: ["Content-Type": file.type], body: .bytes(file.bytes))
        }
      }
    }
    routes.on(.GET, .HEAD, at: "/favicon.ico", .read) { _ in Response(status: .noContent) }
    // Commands, addresses and errors of servers may hold what nobody knew to be a secret (W-39).
    routes.on(.GET, .HEAD, at: "/api/status", .read) { [source, redact] _ in
      .api(redact(await source.status().json))
    }
    routes.on(.GET, .HEAD, at: "/api/system", .read) { [source, redact] _ in
      .api(redact(await source.system().json))
    }
  }

  private func addOAuth(to routes: inout GuardedRoutes) {
    routes.on(.GET, .HEAD, at: "/api/oauth", .read) { [source] _ in .api(await source.oauth().json) }
  }

  private var hostGuard: HostGuard {
    var names = configuration.allowedHosts
    if case .tcp(let host, _) = configuration.listen, !host.isEmpty { names.append(host) }
    return HostGuard(names: names, allowsAddressLiterals: configuration.allowsRemotePeers)
  }
}
