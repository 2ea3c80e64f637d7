import CommandDispatch
import ControlPlane
import CurlHTTP
import HTTPServing
import Telemetry

/// What the session and the dispatcher count, under the names that existing dashboards know (dataplane spec section 24).
@NetworkLoop
final class RuntimeMetrics: SessionObserver, DispatchObserver {
  private let registry: Registry
  private let tunnelID: String
  private let polled: Counter
  private let enqueued: Counter
  private let cycles: Counter
  private let refusedPolls: Counter
  private let failedPolls: Counter
  private let drops: Counter
  private let lastPoll: Gauge
  private let queueLength: Gauge
  private let occupancy: Gauge
  private var latencies: [LatencyKey: Histogram] = [:]
  private let methods = BoundedLabels([
    "initialize", "ping", "tools/list", "tools/call", "resources/list", "resources/read", "resources/templates/list",
    "resources/subscribe", "resources/unsubscribe", "prompts/list", "prompts/get", "completion/complete",
    "logging/setLevel", "server/discover", "notifications/initialized", "notifications/cancelled",
    "notifications/progress", "notifications/roots/list_changed",
  ])
  private weak var dispatcher: Dispatcher?
  /// Told the channel of every command that ended in a failure.
  var onFailure: (@NetworkLoop (String) -> Void)?

  private struct LatencyKey: Hashable {
    let channel: String
    let kind: String
    let method: String
    let status: Int
  }

  nonisolated init(registry: Registry, tunnelID: String, limits: Dispatcher.Limits, channels: Int) {
    self.registry = registry
    self.tunnelID = tunnelID
    polled = registry.counter("commands_polled_total", help: "Commands received from the control plane")
    enqueued = registry.counter("commands_enqueued_total", help: "Commands admitted")
    cycles = registry.counter("commands_poll_cycles_total", help: "Polls that ended")
    let errors = "Polls that failed"
    refusedPolls = registry.counter("commands_poll_errors_total", help: errors, labels: ["error_kind": "http_status"])
    failedPolls = registry.counter("commands_poll_errors_total", help: errors, labels: ["error_kind": "other"])
    drops = registry.counter(
      "commands_queue_drops_total", help: "Polled elements that could not be answered",
      labels: ["drop_reason": "invalid_command_type"])
    lastPoll = registry.gauge(
      "commands_poll_last_successful_timestamp_seconds", help: "When a poll last succeeded, 0 before the first")
    queueLength = registry.gauge("commands_queue_length", help: "Commands waiting for a worker")
    registry.gauge("commands_queue_capacity", help: "Commands that may wait").set(Double(limits.queueCapacity))
    occupancy = registry.gauge("dispatcher_worker_pool_occupancy", help: "Commands being worked on")
    registry.gauge("dispatcher_worker_pool_capacity", help: "Commands that may be worked on at once")
      .set(Double(limits.workersPerChannel * channels))
  }

  func watch(_ dispatcher: Dispatcher) {
    self.dispatcher = dispatcher
  }

  // MARK: SessionObserver

  func polled(_ outcome: PollStateMachine.Outcome) {
    cycles.increment()
    switch outcome {
    case .answered: lastPoll.set(Double(Timestamp.now.seconds))
    case .refused: refusedPolls.increment()
    case .failed: failedPolls.increment()
    }
  }

  // MARK: DispatchObserver

  func admitted(_ command: Command) {
    polled.increment()
    enqueued.increment()
    updateLevels()
  }

  func dropped() {
    polled.increment()
    drops.increment()
  }

  func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration) {
    updateLevels()
    switch outcome {
    case .answered(let code, let failed):
      histogram(command, code).observe(Double(elapsed.milliseconds))
      if failed { onFailure?(command.channel) }
    case .expired:
      deadlineDrops.increment()
    case .undelivered:
      undelivered.increment()
    }
  }

  private var deadlineDrops: Counter {
    registry.counter("commands_deadline_drops_total", help: "Commands whose response deadline passed")
  }

  private var undelivered: Counter {
    registry.counter("responses_undelivered_total", help: "Terminal responses that the control plane never took")
  }

  private func updateLevels() {
    guard let dispatcher else { return }
    queueLength.set(Double(dispatcher.queueDepth))
    occupancy.set(Double(dispatcher.activeCount))
  }

  private func histogram(_ command: Command, _ code: Int) -> Histogram {
    let kind =
      switch command.kind {
      case .message: command.id == nil ? "notification" : "call"
      case .sessionTermination: "session_termination"
      case .oauthDiscovery: "oauth_discovery"
      }
    let key = LatencyKey(
      channel: command.channel, kind: kind, method: command.method.map(methods.value) ?? "", status: code)
    if let known = latencies[key] { return known }
    let histogram = registry.histogram(
      "command_end_to_end_latency_milliseconds", help: "From the poll's answer to the accepted response",
      labels: [
        "channel": key.channel, "latency_type": "poll_to_response", "request_kind": kind, "request_method": key.method,
        "tunnel_id": tunnelID, "tunnel_service_status": "\(code)",
      ], bounds: Histogram.milliseconds)
    latencies[key] = histogram
    return histogram
  }
}
