import CommandDispatch
import ControlPlane
import CurlHTTP
import HTTPServing
import Telemetry

/// Hears of every poll, command and response, and keeps what health and metrics are made of. On the way of each
/// command: counting and clock reading only.
@NetworkLoop
final class RuntimeObserver: SessionObserver, DispatchObserver, DeliveryObserver {
  private(set) var polls = PollActivity()
  private(set) var deliveries = DeliveryActivity()
  private(set) var work = WorkActivity()
  private(set) var channels: [String: ChannelActivity]
  let traffic: TrafficRecorder
  private let pollMetrics: PollMetrics
  private let commandMetrics: CommandMetrics
  private let gauges: [String: ChannelGauges]
  private weak var dispatcher: Dispatcher?
  /// Told how a command of a channel ended: whether it failed.
  var onEnd: (@NetworkLoop (String, Bool) -> Void)?
  /// The service did not take the key.
  var onUnauthorized: (@NetworkLoop () -> Void)?

  private struct ChannelGauges: Sendable {
    let lastCommand: Gauge
    let lastAccepted: Gauge
  }

  nonisolated init(registry: Registry, tunnelID: String, limits: Dispatcher.Limits, channels names: [String]) {
    pollMetrics = PollMetrics(registry)
    traffic = TrafficRecorder(channels: names)
    commandMetrics = CommandMetrics(registry, tunnelID: tunnelID, limits: limits, channels: names)
    channels = Dictionary(uniqueKeysWithValues: names.map { ($0, ChannelActivity()) })
    gauges = Dictionary(
      uniqueKeysWithValues: names.map { name in
        (
          name,
          ChannelGauges(
            lastCommand: registry.gauge(
              "channel_last_command_timestamp_seconds",
              help: "When the service has last sent a command, 0 before the first", labels: ["channel": name]),
            lastAccepted: registry.gauge(
              "channel_last_accepted_response_timestamp_seconds",
              help: "When the service has last taken a response, 0 before the first", labels: ["channel": name]))
        )
      })
  }

  func watch(_ dispatcher: Dispatcher) {
    self.dispatcher = dispatcher
  }

  // MARK: SessionObserver

  func polling(allowing wait: Duration, deadline: Duration) {
    polls.began(allowing: wait, deadline: deadline, at: .now, now: .now)
  }

  func polled(_ report: PollReport) {
    polls.ended(report, at: .now, now: .now)
    if case .refused(401, _) = report.outcome { onUnauthorized?() }
    pollMetrics.note(report)
    traffic.polled(report)
  }

  // MARK: DispatchObserver

  func admitted(_ command: Command) {
    let now = Timestamp.now
    work.admitted(at: now)
    channels[command.channel]?.received(at: now)
    gauges[command.channel]?.lastCommand.set(Double(now.seconds))
    commandMetrics.admitted(command)
    traffic.admitted(command, at: now)
    updateLevels()
  }

  func dropped() {
    commandMetrics.dropped()
  }

  func unsupported(_ command: Command) {
    work.taken(at: .now)
    commandMetrics.unsupported(command)
    traffic.unsupported(command)
  }

  func rejected(_ command: Command) {
    work.taken(at: .now)
    traffic.rejected(command)
  }

  func started(_ command: Command) {
    work.taken(at: .now)
    traffic.started(command)
  }

  func called(_ command: Command) { traffic.called(command) }
  func failed(_ command: Command, _ failure: FailureNote) { traffic.failed(command, failure) }
  func answering(_ command: Command, _ response: TunnelResponse) { traffic.answering(command, response) }

  func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration) {
    updateLevels()
    work.ended(outcome, at: .now)
    commandMetrics.ended(command, outcome, after: elapsed)
    traffic.ended(command, outcome)
    if case .answered(_, let failed) = outcome { onEnd?(command.channel, failed) }
  }

  private func updateLevels() {
    guard let dispatcher else { return }
    commandMetrics.update(waiting: dispatcher.queueDepth, active: dispatcher.activeCount)
  }

  // MARK: DeliveryObserver

  func delivering(_ response: TunnelResponse, for command: Command) {
    deliveries.began()
    traffic.delivering(response, for: command)
  }

  func attempting(_ response: TunnelResponse, for command: Command) {
    deliveries.attempted()
    traffic.attempting(response, for: command)
  }

  func attempted(_ response: TunnelResponse, for command: Command, status: Int?, failure: String) {
    traffic.attempted(response, for: command, status: status, failure: failure)
  }

  func delivered(
    _ response: TunnelResponse, for command: Command, _ disposition: ResponseDelivery.Disposition, status: Int?
  ) {
    let now = Timestamp.now
    deliveries.ended(disposition, isTerminal: response.kind.isTerminal, status: status, at: now)
    guard disposition == .accepted else { return }
    channels[command.channel]?.accepted(at: now)
    gauges[command.channel]?.lastAccepted.set(Double(now.seconds))
  }
}
