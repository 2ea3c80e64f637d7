import Configuration
import ControlPlane
import CurlHTTP
import Glibc
import HTTPServing
import Operator
import PluginHost
import Trust

extension Tunnel {
  func system() -> SystemSnapshot {
    SystemSnapshot(
      trust: Self.trust, bundle: facts.network.caBundle.map { pem in bundle(pem) },
      routes: waysOut.map { proxies.history(of: $0.route) },
      mainServer: channel(ChannelName.main)?.server)
  }

  private static let trust: SystemSnapshot.SystemTrust = {
    guard let path = HTTPRoutes.shared.systemRootsPath else {
      return .init(
        isEnabled: true, source: "libcurl", paths: [],
        note: "none of the usual files is there; libcurl looks where it was built to look")
    }
    let isNamed = getenv("SSL_CERT_FILE").map { String(cString: $0) } == path
    return .init(isEnabled: true, source: isNamed ? "SSL_CERT_FILE" : "system", paths: [path])
  }()

  private func bundle(_ pem: [UInt8]) -> SystemSnapshot.Bundle {
    SystemSnapshot.Bundle(
      path: facts.network.caBundlePath,
      certificates: CertificateBundle.read(pem).map { facts in
        .init(
          id: facts.id, name: facts.name, subject: facts.subject, issuer: facts.issuer,
          notBefore: facts.notBefore.map { Timestamp(seconds: $0) },
          notAfter: facts.notAfter.map { Timestamp(seconds: $0) }, problem: facts.problem)
      })
  }

  /// `/health/proxy` (user needs 4.2).
  var proxyComponent: HealthComponent {
    let histories = waysOut.map { proxies.history(of: $0.route) }
    let checked = histories.filter { $0.state != .direct }
    let details: [(name: String, value: HealthValue)] = [
      ("route_count", .number(histories.count)),
      ("routes", .list(histories.prefix(Self.routesShown).map { .object(Self.facts(of: $0)) })),
    ]
    guard !checked.isEmpty else { return .disabled("proxy", details: details) }
    let failing = checked.first { $0.state == .unhealthy }
    let isUnknown = checked.contains { $0.state == .unknown }
    return HealthComponent(
      "proxy", failing != nil ? .degraded : isUnknown ? .unknown : .ok,
      state: failing != nil ? "unhealthy" : isUnknown ? "unknown" : "healthy",
      reasonCode: failing?.checks.last?.failure?.reason.rawValue,
      observedAt: checked.compactMap { $0.checks.last?.at }.max { $0.seconds < $1.seconds },
      limited: histories.count > Self.routesShown, details: details)
  }

  private static let routesShown = 16

  private static func facts(of history: ProxyHistory) -> [(name: String, value: HealthValue)] {
    [
      ("label", .text(history.route.name)), ("kind", .text(history.route.kind.rawValue)),
      ("state", .text(history.state.rawValue)), ("last_check", .time(history.checks.last?.at)),
      ("last_success", .time(history.lastSuccess)),
      ("failure_category", .text(history.checks.last?.failure?.reason.rawValue)),
    ]
  }
}
