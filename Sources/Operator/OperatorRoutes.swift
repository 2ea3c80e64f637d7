import HTTPServing
import NIOCore
import NIOHTTP1
import Telemetry

/// What the operator server answers.
struct OperatorRoutes: Sendable {
  let configuration: OperatorConfiguration
  let source: any OperatorSource
  let registry: Registry
  private let liveness: Gauge
  private let readiness: Gauge

  init(configuration: OperatorConfiguration, source: any OperatorSource, registry: Registry) {
    self.configuration = configuration
    self.source = source
    self.registry = registry
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
    addUI(to: &router)
    return router
  }

  /// Open to whoever can reach the port: probes come from other machines, under names nobody can foresee.
  private func addProbes(to router: inout Router) {
    router.onAny(at: "/healthz") { _ in .text("live") }
    router.onAny(at: "/readyz") { [source] request in
      ReadinessAnswer(await source.readiness(), for: request).response(to: request)
    }
    router.on(.GET, .HEAD, at: "/metrics") { _ in
      readiness.set(await source.readiness().ready ? 1 : 0)
      return Response(
        status: .ok, headers: ["Content-Type": Registry.contentType],
        body: .bytes(ByteBuffer(string: registry.exposition())))
    }
  }

  private func addUI(to router: inout Router) {
    let guards = self.guards
    for file in PageFile.all {
      router.on(.GET, .HEAD, at: file.path, behind: guards) { _ in
        Response(
          status: .ok, headers: ["Content-Type": file.type, "Cache-Control": "no-cache"], body: .bytes(file.bytes))
      }
    }
    for path in ["/", "/ui/"] {
      router.on(.GET, .HEAD, at: path, behind: guards) { _ in
        Response(status: .temporaryRedirect, headers: ["Location": "/ui"])
      }
    }
    router.on(.GET, .HEAD, at: "/favicon.ico", behind: guards) { _ in Response(status: .noContent) }
    router.on(.GET, .HEAD, at: "/api/status", behind: guards) { [source] _ in
      Response(
        status: .ok, headers: ["Content-Type": "application/json; charset=utf-8"],
        body: .bytes(ByteBuffer(bytes: await source.status().json)))
    }
  }

  private var hostGuard: HostGuard {
    var names = configuration.allowedHosts
    if case .tcp(let host, _) = configuration.listen, !host.isEmpty { names.append(host) }
    return HostGuard(names: names, allowsAddressLiterals: configuration.allowsRemotePeers)
  }

  private var guards: [any Middleware] {
    let peer = LocalPeerGuard(message: "only peers on this machine may see this; --allow-remote-ui lets others in")
    return [BrowserHeaders()] + (configuration.allowsRemotePeers ? [] : [peer]) + [hostGuard, OriginGuard()]
  }
}
