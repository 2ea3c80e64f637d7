import CommandDispatch
import Companion
import ControlPlane
import HTTPServing
import Operator
import PluginHost

extension Tunnel {
  /// A report of what is known; it asks nobody (user needs 4.2).
  func health() -> HealthSnapshot {
    let readiness = readiness()
    let isStarting = link.session.state == .connecting || served.contains { $0.health == .pending }
    return HealthSnapshot(
      ready: readiness.ready, at: .now,
      runtime: .init(
        instanceID: link.settings.identity.instanceID, version: link.settings.identity.version, startedAt: startedAt,
        uptime: .now - startedInstant, lifecycle: isDraining ? .draining : isStarting ? .starting : .running),
      components: [
        mcpComponent, controlPlaneComponent(readiness), deliveryComponent, queueComponent, dispatcherComponent,
        oauth.component,
        harpoonComponent,
        companionComponent,
        proxyComponent,
      ])
  }

  private var harpoonComponent: HealthComponent {
    guard let channel = channel(ChannelName.reserved), !channel.health.isIdle else {
      return .disabled("harpoon", details: [("target_count", .number(0)), ("catalog_state", .text("disabled"))])
    }
    return HealthComponent(
      "harpoon", channel.health.canTakeCalls ? .ok : .degraded, state: channel.health.word,
      observedAt: channel.monitor.probedAt,
      // What was registered by itself the plugin knows (`/api/harpoon/targets`).
      details: [
        ("target_count", facts.harpoonTargets > 0 ? .number(facts.harpoonTargets) : .none),
        ("catalog_state", .text("ready")),
      ])
  }

  private var companionComponent: HealthComponent {
    guard let companion else {
      return .disabled("cloudflared", details: [("enabled", .flag(false)), ("ready", .flag(false))])
    }
    let state = companion.state
    let ago = companion.observedAt.map { (.now - $0).components.seconds }
    return HealthComponent(
      "cloudflared", state.isReady ? .ok : state == .starting ? .unknown : .degraded, state: state.word,
      reasonCode: state.isReady || state == .starting ? nil : state.word,
      observedAt: ago.map { Timestamp(seconds: Timestamp.now.seconds - $0) },
      details: [("enabled", .flag(true)), ("ready", .flag(state.isReady))])
  }

  private var mcpComponent: HealthComponent {
    guard let main = channel(ChannelName.main) else {
      return .disabled("mcp", details: [("evidence", .text("not_configured"))])
    }
    return MCPHealth(
      channel: main.name, isChild: main.binding.hasProcessAffinity, presence: main.binding.serverPresence,
      health: main.health, probedAt: main.monitor.probedAt, evidence: evidence(of: main),
      auth: main.binding.authStatus.map { StatusSnapshot.Auth($0) }
    ).component
  }

  /// Nil when nothing was observed, and once the servers are on their way out.
  private func evidence(of channel: ServedChannel) -> MCPEvidence? {
    guard !isDraining else { return nil }
    return dispatcher.observation(channel: channel.name).map { MCPEvidence($0, now: .now, clock: .now) }
  }

  private func controlPlaneComponent(_ readiness: Readiness) -> HealthComponent {
    let polls = observer.polls
    let dependency = readiness.dependencies.first { $0.name == "control-plane" }
    let isConnecting = link.session.state == .connecting
    return HealthComponent(
      "control-plane", isConnecting ? .unknown : dependency?.ready == true ? .ok : .degraded,
      state: dependency?.state ?? "", reasonCode: polls.failureCategory,
      observedAt: [polls.lastSuccess, polls.lastError].compactMap(\.self).max { $0.seconds < $1.seconds },
      details: [
        ("last_attempt", .time(polls.lastAttempt)), ("last_success", .time(polls.lastSuccess)),
        ("last_error", .time(polls.lastError)), ("consecutive_failures", .number(polls.consecutiveFailures)),
        ("current_poll_age_seconds", polls.current.map { .seconds(.now - $0) } ?? .none),
        ("configured_wait_seconds", .seconds(link.settings.pollWait)), ("effective_wait_seconds", .seconds(polls.wait)),
        ("deadline_seconds", .seconds(polls.deadline)), ("next_retry", .time(polls.nextRetry)),
        ("failure_category", .text(polls.failureCategory)), ("http_status", .number(polls.httpStatus)),
      ])
  }

  private var deliveryComponent: HealthComponent {
    let deliveries = observer.deliveries
    let isFailing = deliveries.failureCategory != nil
    return HealthComponent(
      "response-delivery", isFailing ? .degraded : .ok,
      state: isFailing ? "failing" : deliveries.inProgress > 0 ? "delivering" : "idle",
      reasonCode: deliveries.failureCategory, observedAt: deliveries.lastCompleted,
      details: [
        ("in_progress", .number(deliveries.inProgress)), ("last_accepted", .time(deliveries.lastAccepted)),
        ("last_completed", .time(deliveries.lastCompleted)), ("last_failure", .time(deliveries.lastFailure)),
        ("disposition", .text(deliveries.disposition)), ("failure_category", .text(deliveries.failureCategory)),
        ("http_status", .number(deliveries.httpStatus)), ("attempts", .number(deliveries.attempts)),
        ("retries", .number(deliveries.retries)), ("accepted", .number(deliveries.accepted)),
        ("completed", .number(deliveries.completed)), ("terminal_failures", .number(deliveries.terminalFailures)),
      ])
  }

  private var queueComponent: HealthComponent {
    let work = observer.work
    let depth = dispatcher.queueDepth
    let isFull = depth >= limits.maxInflight
    return HealthComponent(
      "queue", isFull ? .degraded : .ok, state: isFull ? "full" : depth > 0 ? "waiting" : "idle",
      reasonCode: isFull ? "queue_full" : nil, observedAt: work.lastEnqueue,
      details: [
        ("depth", .number(depth)), ("capacity", .number(limits.maxInflight)),
        ("utilization", .fraction(Double(depth) / Double(max(1, limits.maxInflight)))),
        ("last_enqueue", .time(work.lastEnqueue)), ("last_dequeue", .time(work.lastDequeue)),
        ("enqueued", .number(work.enqueued)), ("dequeued", .number(work.dequeued)),
        ("backpressure_seconds", .seconds(dispatcher.backpressure)),
      ])
  }

  private var dispatcherComponent: HealthComponent {
    let work = observer.work
    return HealthComponent(
      "dispatcher", .ok, state: isDraining ? "draining" : "accepting", observedAt: work.lastDequeue,
      details: [
        ("active", .number(dispatcher.activeCount)), ("pool_limit", .number(workerLimit)),
        ("last_start", .time(work.lastDequeue)), ("last_completion", .time(work.lastCompletion)),
        ("oldest_active_age_seconds", dispatcher.oldestAge.map(HealthValue.seconds) ?? .none),
        ("completed", .number(work.completed)), ("failures", .number(work.failures)),
        ("timeouts", .number(work.timeouts)), ("accepting", .flag(!isDraining)),
        // Not in the contract: which side stopped, for each channel (user needs #55, #57).
        ("channels", .list(served.filter { !$0.health.isIdle }.map { .object(channelFacts($0)) })),
      ])
  }

  private func channelFacts(_ channel: ServedChannel) -> [(name: String, value: HealthValue)] {
    let activity = activity(of: channel)
    return [
      ("channel", .text(channel.name)), ("server", .text(channel.health.word)),
      ("last_command", .time(activity.lastCommand)), ("last_response_accepted", .time(activity.lastAccepted)),
      ("commands", .number(activity.commands)), ("responses_accepted", .number(activity.accepted)),
      ("idle_since", .time(activity.idleSince(start: startedAt, now: .now))),
    ]
  }
}
