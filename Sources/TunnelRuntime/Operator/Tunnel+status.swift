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
      version: link.settings.identity.version, instanceID: link.settings.identity.instanceID, startedAt: startedAt,
      uptime: .now - startedInstant, tunnelID: link.settings.tunnelID, controlPlane: controlPlaneStatus,
      channels: channelStatuses,
      queue: .init(depth: dispatcher.queueDepth, capacity: limits.maxInflight),
      workers: .init(active: dispatcher.activeCount, limit: workerLimit),
      plugins: served.map(\.binding).map { binding in
        .init(
          id: binding.descriptor.id, version: binding.descriptor.version, path: binding.path,
          faults: binding.faultCount, process: binding.process.map { .init(pid: $0.pid, restarts: $0.restarts) })
      }, readiness: readiness())
    snapshot.setup = setup
    snapshot.process = OwnProcess.facts
    snapshot.metadata = link.metadata.known.map { .init(name: $0.name, description: $0.description, asOf: $0.asOf) }
    snapshot.metadataError = link.metadata.error
    return snapshot
  }

  /// Of the channels that have something to serve.
  var workerLimit: Int { limits.maxConcurrent * served.count { !$0.health.isIdle } }

  private var setup: StatusSnapshot.Setup {
    .init(
      healthListenAddress: facts.healthListenAddress, pollTimeout: DurationText.text(link.settings.pollWait),
      pollGuardrail: DurationText.text(link.settings.pollGuardrail), maxInflight: limits.maxInflight,
      serverURL: channel(ChannelName.main)?.target.address, logsRawHTTP: facts.logsRawHTTP,
      configSource: facts.configSource,
      warnings: facts.warnings, controlPlaneRoute: waysOut.first { $0.route.kind == .controlPlane }?.route,
      channelRoutes: waysOut.map(\.route).filter { $0.kind == .channel })
  }

  private var controlPlaneStatus: StatusSnapshot.ControlPlane {
    let state: ComponentState =
      switch link.session.state {
      case .connecting: .starting
      case .polling: .up
      case .backingOff: .degraded
      case .refused: .down
      }
    let ago = link.session.lastSuccess.map { (.now - $0).components.seconds }
    return .init(
      url: link.settings.baseURL, state: isDraining ? .stopped : state,
      detail: link.session.lastError ?? (link.session.state == .polling ? "polling for commands" : "connecting"),
      lastSuccessAt: ago.map { Timestamp(seconds: Timestamp.now.seconds - $0) }, lastError: link.session.lastError,
      consecutiveFailures: link.session.consecutiveFailures)
  }

  /// By name, but for the built-in one, which is last and always there (operator spec 11.3.1).
  private var channelStatuses: [StatusSnapshot.Channel] {
    let all = served.map(channelStatus).sorted { $0.name < $1.name }
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

  private func channelStatus(_ served: ServedChannel) -> StatusSnapshot.Channel {
    let binding = served.binding
    let counts = dispatcher.counts[binding.channel] ?? Dispatcher.ChannelCounts()
    let activity = activity(of: served)
    let (state, detail): (ComponentState, String) =
      switch served.health {
      case .pending: (.starting, "first probe under way")
      case .ready: (.up, "MCP server reachable")
      case .needsAuthorization: (.up, "MCP server reachable; it asks callers for authorization")
      case .timedOut(let why): (.degraded, why)
      case .failed(let why): (.down, why)
      case .idle(let why): (.stopped, why)
      }
    var channel = StatusSnapshot.Channel(
      name: binding.channel, pluginID: binding.descriptor.id, pluginVersion: binding.descriptor.version,
      pluginPath: binding.path, state: state, detail: detail, since: served.monitor.since, inFlight: counts.inFlight,
      completed: counts.completed, failed: counts.failed, lastCommandAt: activity.lastCommand,
      lastAcceptedAt: activity.lastAccepted, idleSince: activity.idleSince(start: startedAt, now: .now))
    channel.server = served.server
    channel.auth = binding.authStatus.map { StatusSnapshot.Auth($0) }
    return channel
  }
}

extension StatusSnapshot.Auth {
  init(_ status: AuthStatus) {
    let activity = status.activity
    self.init(
      pluginID: status.pluginID, requests: activity.requests, failures: activity.failures, refusals: activity.refusals,
      faults: status.faults, lastError: activity.lastError)
  }
}
