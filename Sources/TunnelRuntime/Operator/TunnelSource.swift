import Companion
import ControlPlane
import CurlHTTP
public import Operator
import PluginHost

/// What the operator's server asks about a tunnel.
public struct TunnelSource: OperatorSource {
  private let tunnel: Tunnel

  public init(_ tunnel: Tunnel) {
    self.tunnel = tunnel
  }

  public func readiness() async -> Readiness {
    await tunnel.readiness()
  }

  public func status() async -> StatusSnapshot {
    await tunnel.status()
  }

  public func oauth() async -> OAuthSnapshot {
    await tunnel.oauth.snapshot
  }

  public func health() async -> HealthSnapshot {
    await tunnel.health()
  }

  public func system() async -> SystemSnapshot {
    await tunnel.system()
  }
}

extension Tunnel {
  func readiness() -> Readiness {
    ReadinessRule.judge(
      ReadinessRule.Facts(
        isDraining: isDraining, startupWaitFailed: startupWait.hasFailed, companion: companion?.state,
        discovery: oauth.health, discoverySince: oauth.since,
        servers: served.map { .init(channel: $0.name, health: $0.health, since: $0.monitor.since) },
        controlPlane: link.session.state, controlPlaneError: link.session.lastError,
        controlPlaneSince: observer.polls.since,
        controlPlaneStatus: observer.polls.httpStatus, lastPoll: link.session.lastSuccess.map { .now - $0 },
        failing: observer.polls.failingSince.map { .now - $0 },
        pollLimit: (link.settings.pollWait + link.settings.pollGuardrail) * 2))
  }

  func activity(of channel: ServedChannel) -> ChannelActivity {
    observer.channels[channel.name] ?? ChannelActivity()
  }
}

extension Tunnel {
  /// Returns nil as soon as the tunnel is ready; after `limit`, or when the task ends, why it is not.
  public func waitUntilReady(atMost limit: Duration) async -> String? {
    let deadline = ContinuousClock.now + limit
    while true {
      let readiness = readiness()
      if readiness.ready { return nil }
      guard ContinuousClock.now < deadline else { return readiness.text }
      do { try await LoopClock.sleep(for: .milliseconds(5)) } catch { return readiness.text }
    }
  }
}
