import HTTPServing
import Operator
import Synchronization

/// A source whose readiness a test sets.
final class FixedSource: OperatorSource {
  private let current = Mutex(Readiness(ready: true, text: "ready"))

  func set(_ readiness: Readiness) { current.withLock { $0 = readiness } }

  func readiness() async -> Readiness { current.withLock { $0 } }

  /// What `/health` shows as components.
  private let components = Mutex<[HealthComponent]>([])

  func show(_ components: [HealthComponent]) { self.components.withLock { $0 = components } }

  func health() async -> HealthSnapshot {
    let start = Timestamp(seconds: 1_767_225_600)
    return HealthSnapshot(
      ready: await readiness().ready, at: start,
      runtime: .init(
        instanceID: "i-1", version: "1.2.3", startedAt: start, uptime: .milliseconds(61_500), lifecycle: .running),
      components: components.withLock(\.self))
  }

  func system() async -> SystemSnapshot {
    SystemSnapshot(trust: .init(isEnabled: true, source: "system", paths: ["/etc/ssl/roots.pem"]))
  }
  private let discovery = Mutex(OAuthSnapshot())

  func show(_ discovery: OAuthSnapshot) { self.discovery.withLock { $0 = discovery } }

  func oauth() async -> OAuthSnapshot { discovery.withLock(\.self) }

  func status() async -> StatusSnapshot {
    let start = Timestamp(seconds: 1_767_225_600, nanoseconds: 5_000_000)
    return StatusSnapshot(
      version: "1.2.3", instanceID: "i-1", startedAt: start, uptime: .milliseconds(61_500), tunnelID: "tunnel_x",
      controlPlane: .init(
        url: "https://api.test", state: .degraded, detail: "says \"no\"", lastSuccessAt: start, lastError: "503",
        consecutiveFailures: 2),
      channels: [
        .init(
          name: "main", pluginID: "p", pluginVersion: "1.0.0", pluginPath: "/p.so", state: .up, detail: "",
          since: start,
          inFlight: 1, completed: 2, failed: 3, lastCommandAt: start, lastAcceptedAt: start, idleSince: start),
        .init(
          name: "other", pluginID: "q", pluginVersion: "1.0.0", pluginPath: "/q.so", state: .stopped, detail: "off"),
      ],
      queue: .init(depth: 4, capacity: 20), workers: .init(active: 5, limit: 10),
      plugins: [
        .init(id: "p", version: "1.0.0", path: "/p.so", faults: 6),
        .init(id: "q", version: "1.0.0", path: "/q.so", faults: 0, process: .init(pid: 42, restarts: 3)),
      ], readiness: await readiness())
  }
}
