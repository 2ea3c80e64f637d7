import CommandDispatch
import Configuration
import ControlPlane
import CurlHTTP
import HTTPServing
import Operator
import PluginHost

extension Tunnel {
  func status() -> StatusSnapshot {
    var snapshot = StatusSnapshot(
      version: settings.identity.version, instanceID: settings.identity.instanceID, startedAt: startedAt,
      uptime: .now - startedInstant, tunnelID: settings.tunnelID, controlPlane: controlPlaneStatus,
      channels: channelStatuses,
      queue: .init(depth: dispatcher.queueDepth, capacity: limits.maxInflight),
      workers: .init(active: dispatcher.activeCount, limit: workerLimit),
      plugins: monitors.map(\.binding).map { binding in
        .init(
          id: binding.descriptor.id, version: binding.descriptor.version, path: binding.path,
          faults: binding.faultCount, process: binding.process.map { .init(pid: $0.pid, restarts: $0.restarts) })
      }, readiness: readiness())
    snapshot.setup = setup
    snapshot.process = OwnProcess.facts
    snapshot.metadata = metadata.known.map { .init(name: $0.name, description: $0.description, asOf: $0.asOf) }
    snapshot.metadataError = metadata.error
    return snapshot
  }

  /// Of the channels that have something to serve.
  var workerLimit: Int { limits.maxConcurrent * monitors.count { !$0.health.isIdle } }

  private var setup: StatusSnapshot.Setup {
    .init(
      healthListenAddress: facts.healthListenAddress, pollTimeout: DurationText.text(settings.pollWait),
      pollGuardrail: DurationText.text(settings.pollGuardrail), maxInflight: limits.maxInflight,
      serverURL: targets[ChannelName.main]?.address, logsRawHTTP: facts.logsRawHTTP, configSource: facts.configSource,
      warnings: facts.warnings, controlPlaneRoute: waysOut.first { $0.route.kind == .controlPlane }?.route,
      channelRoutes: waysOut.map(\.route).filter { $0.kind == .channel })
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

  /// By name, but for the built-in one, which is last and always there (operator spec 11.3.1).
  private var channelStatuses: [StatusSnapshot.Channel] {
    let all = monitors.map(channelStatus).sorted { $0.name < $1.name }
    guard let builtIn = all.first(where: { $0.name == ChannelName.reserved }) else { return all + [Self.noHarpoon] }
    return all.filter { $0.name != ChannelName.reserved } + [builtIn]
  }

  private static let noHarpoon: StatusSnapshot.Channel = {
    let reason = "no targets are configured"
    var channel = StatusSnapshot.Channel(
      name: ChannelName.reserved, pluginID: "", pluginVersion: "", pluginPath: "", state: .stopped, detail: reason)
    channel.server = .init(isEnabled: false, kind: .builtin, transport: .inMemory, reason: reason)
    return channel
  }()

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
      case .idle(let why): (.stopped, why)
      }
    var channel = StatusSnapshot.Channel(
      name: binding.channel, pluginID: binding.descriptor.id, pluginVersion: binding.descriptor.version,
      pluginPath: binding.path, state: state, detail: detail, since: monitor.since, inFlight: counts.inFlight,
      completed: counts.completed, failed: counts.failed, lastCommandAt: activity.lastCommand,
      lastAcceptedAt: activity.lastAccepted, idleSince: activity.idleSince(start: startedAt, now: .now))
    channel.server = server(monitor)
    return channel
  }

  func server(_ monitor: BindingMonitor) -> StatusSnapshot.Channel.Server? {
    targets[monitor.binding.channel]?.server(monitor.health, pid: nil)
  }
}
