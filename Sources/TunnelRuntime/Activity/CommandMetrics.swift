import CommandDispatch
import ControlPlane
import CurlHTTP
import HTTPServing
import Telemetry

/// What is counted of commands, under the names that existing dashboards know (dataplane spec 24.1 to 24.3). Handles
/// are made once and kept; label values that the service chooses are bounded (W-61).
@NetworkLoop
final class CommandMetrics {
  private let registry: Registry
  private let tunnelID: String
  private let polled: Counter
  private let enqueued: Counter
  private let drops: Counter
  private let age: Histogram
  private let queueLength: Gauge
  private let occupancy: Gauge
  private let deadlineDrops: Counter
  private let undelivered: Counter
  private var latencies: [LatencyKey: Latencies] = [:]
  private let methods = BoundedLabels([
    "initialize", "ping", "tools/list", "tools/call", "resources/list", "resources/read", "resources/templates/list",
    "resources/subscribe", "resources/unsubscribe", "prompts/list", "prompts/get", "completion/complete",
    "logging/setLevel", "server/discover", "notifications/initialized", "notifications/cancelled",
    "notifications/progress", "notifications/roots/list_changed",
  ])
  private let channels: BoundedLabels

  private struct LatencyKey: Hashable {
    let channel: String
    let kind: String
    let method: String
    let status: Int
  }

  private struct Latencies {
    let sincePoll: Histogram
    let sinceCreation: Histogram
  }

  nonisolated init(_ registry: Registry, tunnelID: String, limits: Dispatcher.Limits, channels: [String]) {
    self.registry = registry
    self.tunnelID = tunnelID
    self.channels = BoundedLabels(channels, other: "__unknown__")
    let labels = MetricScope.controlPlane.labels()
    polled = registry.counter("commands_polled_total", help: "Commands received", labels: labels)
    enqueued = registry.counter("commands_enqueued_total", help: "Commands admitted", labels: labels)
    drops = registry.counter(
      "commands_queue_drops_total", help: "Polled elements that could not be answered",
      labels: MetricScope.controlPlane.labels([("drop_reason", "invalid_command_type")]))
    age = registry.histogram(
      "commands_age_seconds", help: "From a command's creation to its receipt", labels: labels)
    queueLength = registry.gauge("commands_queue_length", help: "Commands waiting for a worker", labels: labels)
    registry.gauge("commands_queue_capacity", help: "Commands that may wait", labels: labels)
      .set(Double(limits.queueCapacity))
    let work = MetricScope.dispatcher.labels()
    occupancy = registry.gauge("dispatcher_worker_pool_occupancy", help: "Commands being worked on", labels: work)
    registry.gauge("dispatcher_worker_pool_capacity", help: "Commands that may be worked on at once", labels: work)
      .set(Double(limits.workersPerChannel * channels.count))
    deadlineDrops = registry.counter(
      "commands_deadline_drops_total", help: "Commands whose response deadline passed")
    undelivered = registry.counter(
      "responses_undelivered_total", help: "Terminal responses that the control plane never took")
  }

  func admitted(_ command: Command) {
    polled.increment()
    enqueued.increment()
    if let age = Self.sinceCreation(command) { self.age.observe(Double(age) / 1000) }
  }

  func dropped() {
    polled.increment()
    drops.increment()
  }

  /// Rare: the handle is looked up.
  func unsupported(_ command: Command) {
    registry.counter(
      "command_unsupported_channel_total", help: "Commands for a channel that nothing serves",
      labels: MetricScope.dispatcher.labels([
        ("channel", channels.value(command.channel)), ("command_type", command.type), ("tunnel_id", tunnelID),
      ])
    ).increment()
  }

  func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration) {
    switch outcome {
    case .answered(let code, _):
      let latencies = latencies(command, code)
      latencies.sincePoll.observe(Double(elapsed.milliseconds))
      if let age = Self.sinceCreation(command) { latencies.sinceCreation.observe(Double(age)) }
    case .expired: deadlineDrops.increment()
    case .undelivered: undelivered.increment()
    }
  }

  func update(waiting: Int, active: Int) {
    queueLength.set(Double(waiting))
    occupancy.set(Double(active))
  }

  /// In milliseconds; nil when the service did not say, or its clock is ahead.
  private static func sinceCreation(_ command: Command) -> Int64? {
    guard let created = command.createdAt else { return nil }
    let now = Timestamp.now
    let age = now.seconds * 1000 + now.nanoseconds / 1_000_000 - created
    return age < 0 ? nil : age
  }

  private func latencies(_ command: Command, _ code: Int) -> Latencies {
    let key = LatencyKey(
      channel: channels.value(command.channel), kind: command.requestKind,
      method: command.method.map(methods.value) ?? "", status: code)
    if let known = latencies[key] { return known }
    func histogram(_ type: String) -> Histogram {
      var labels = [
        ("channel", key.channel), ("latency_type", type), ("request_kind", key.kind), ("tunnel_id", tunnelID),
        ("tunnel_service_status", "\(code)"),
      ]
      if !key.method.isEmpty { labels.append(("request_method", key.method)) }
      return registry.histogram(
        "command_end_to_end_latency_milliseconds", help: "Up to the accepted response",
        labels: MetricScope.dispatcher.labels(labels), bounds: Histogram.milliseconds)
    }
    let made = Latencies(
      sincePoll: histogram("poll_to_response"), sinceCreation: histogram("enqueue_to_response"))
    latencies[key] = made
    return made
  }
}

extension Command {
  /// In the words of the latency's label.
  fileprivate var requestKind: String {
    switch kind {
    case .message: id == nil ? "notification" : "call"
    case .sessionTermination: "session_termination"
    case .oauthDiscovery: "oauth_discovery"
    }
  }

  /// In the words of the wire.
  fileprivate var type: String {
    switch kind {
    case .message: "jsonrpc"
    case .sessionTermination: "session_termination"
    case .oauthDiscovery: "oauth_discovery"
    }
  }
}
