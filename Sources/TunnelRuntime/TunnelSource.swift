import CommandDispatch
import Companion
import ControlPlane
import CurlHTTP
import HTTPServing
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
}

extension Tunnel {
  func readiness() -> Readiness {
    ReadinessRule.judge(
      ReadinessRule.Facts(
        isDraining: isDraining, startupWaitFailed: startupWaitFailed, companion: companion?.state,
        discovery: oauth.health,
        servers: monitors.map { .init(channel: $0.binding.channel, health: $0.health, since: $0.since) },
        controlPlane: session.state, controlPlaneError: session.lastError,
        controlPlaneStatus: observer.polls.httpStatus, lastPoll: session.lastSuccess.map { .now - $0 },
        failing: observer.polls.failingSince.map { .now - $0 },
        pollLimit: (settings.pollWait + settings.pollGuardrail) * 2))
  }

  func activity(of monitor: BindingMonitor) -> ChannelActivity {
    observer.channels[monitor.binding.channel] ?? ChannelActivity()
  }

  func status() -> StatusSnapshot {
    StatusSnapshot(
      version: settings.identity.version, instanceID: settings.identity.instanceID, startedAt: startedAt,
      uptime: .now - startedInstant, tunnelID: settings.tunnelID, controlPlane: controlPlaneStatus,
      channels: monitors.map(channelStatus),
      queue: .init(depth: dispatcher.queueDepth, capacity: limits.maxInflight),
      workers: .init(active: dispatcher.activeCount, limit: limits.maxConcurrent * monitors.count),
      plugins: monitors.map(\.binding).map { binding in
        .init(
          id: binding.descriptor.id, version: binding.descriptor.version, path: binding.path,
          faults: binding.faultCount, process: binding.process.map { .init(pid: $0.pid, restarts: $0.restarts) })
      }, readiness: readiness())
  }

  private var controlPlaneStatus: StatusSnapshot.ControlPlane {
    let state: ComponentState =
      switch session.state {
      case .connecting: .starting
      case .polling: .up
      case .backingOff: .degraded
      case .refused: .down
      }
    let ago = session.lastSuccess.map { (.now - $0).components.seconds }
    return .init(
      url: settings.baseURL, state: isDraining ? .stopped : state,
      detail: session.lastError ?? (session.state == .polling ? "polling for commands" : "connecting"),
      lastSuccessAt: ago.map { Timestamp(seconds: Timestamp.now.seconds - $0) }, lastError: session.lastError,
      consecutiveFailures: session.consecutiveFailures)
  }

  private func channelStatus(_ monitor: BindingMonitor) -> StatusSnapshot.Channel {
    let binding = monitor.binding
    let counts = dispatcher.counts[binding.channel] ?? Dispatcher.ChannelCounts()
    let activity = activity(of: monitor)
    let (state, detail): (ComponentState, String) =
      switch monitor.health {
      case .pending: (.starting, "first probe under way")
      case .ready: (.up, "MCP server reachable")
      case .needsAuthorization: (.up, "MCP server reachable; it asks callers for authorization")
      case .timedOut(let why): (.degraded, why)
      case .failed(let why): (.down, why)
      }
    return .init(
      name: binding.channel, pluginID: binding.descriptor.id, pluginVersion: binding.descriptor.version,
      pluginPath: binding.path, state: state, detail: detail, since: monitor.since, inFlight: counts.inFlight,
      completed: counts.completed, failed: counts.failed, lastCommandAt: activity.lastCommand,
      lastAcceptedAt: activity.lastAccepted, idleSince: activity.idleSince(start: startedAt, now: .now))
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
