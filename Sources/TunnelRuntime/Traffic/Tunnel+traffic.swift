import CommandDispatch
import ControlPlane
import CurlHTTP
import HTTPServing
import NIOCore
import Operator
import PluginHost
import RawJSON
import Telemetry

// What the operator's server asks about commands.
extension Tunnel {
  /// By its number or the service's id.
  func record(_ id: String) -> RequestRecord? {
    UInt64(id).flatMap { observer.traffic.log[$0] } ?? observer.traffic.log.find(requestID: id)
  }

  // Looked up on the loop: a copy of the log that is held elsewhere would cost the next command one of its own.

  func records(_ filter: RequestFilter) -> [RequestRecord] {
    observer.traffic.log.matching(filter)
  }

  func records(changedAfter revision: UInt64) -> (records: [RequestRecord], revision: UInt64) {
    (observer.traffic.log.changed(after: revision), observer.traffic.log.revision)
  }

  func payload(_ sequence: UInt64) -> PayloadStore.Entry? {
    observer.traffic.payloads[sequence]
  }

  func setCapture(_ isOn: Bool, for duration: Duration?) -> PayloadCapture {
    observer.traffic.setCapture(isOn, for: duration)
    return observer.traffic.captureState
  }

  /// Whether payloads are captured unless somebody says otherwise for a while.
  public func configureCapture(_ isOn: Bool) {
    observer.traffic.configureCapture(isOn)
  }

  /// A message of nobody's session: with a server that keeps sessions, ours serves, which is what the gate does for
  /// callers of the newer era.
  func headersOfReplay(_ channel: String, _ message: ByteBuffer) -> HTTPFields {
    guard let binding = binding(of: channel), !binding.hasProcessAffinity else { return HTTPFields() }
    let method = message.withUnsafeReadableBytes { bytes in
      JSONRPCMessage.peek(bytes).method.map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    return method == "initialize" ? HTTPFields() : HTTPFields(["MCP-Protocol-Version": "2026-07-28"])
  }

  // MARK: Metrics

  /// Takes a sample at the end of each second, for as long as the tunnel runs.
  func sample() async {
    var residentKiB: Int32 = 0
    while true {
      let elapsed = ContinuousClock.now - startedInstant
      let second = Int(elapsed.components.seconds)
      do { try await LoopClock.sleep(for: .seconds(second + 1) - elapsed) } catch { return }
      // Reading it costs more than all the rest.
      if residentKiB == 0 || TrafficHistory.endsSampleOfHour(second) {
        residentKiB = Int32(clamping: (ProcessStatus.residentMemory ?? 0) / 1024)
      }
      observer.traffic.close(
        second: second,
        TrafficHistory.Levels(
          queueDepth: Int32(clamping: dispatcher.queueDepth), workersActive: Int32(clamping: dispatcher.activeCount),
          pollAge: link.session.lastSuccess.map { Int32(clamping: (.now - $0).milliseconds) } ?? -1,
          residentKiB: residentKiB))
    }
  }

  func metricsHistory(_ window: MetricsHistory.Window, channel: String?) -> MetricsHistory? {
    let now = Timestamp.now
    var history = MetricsHistory(window: window, end: Timestamp(seconds: now.seconds))
    guard observer.traffic.history.fill(&history, channel: channel) else { return nil }
    let unused = unusedChannels
    history.channels.removeAll { unused.contains($0.name) }
    return history
  }

  /// Idle ones that no command was for: a line that is always nought says nothing.
  private var unusedChannels: Set<String> {
    Set(
      served.filter { $0.health.isIdle && observer.traffic.history.channels[$0.name]?.ended ?? 0 == 0 }.map(\.name))
  }

  func metricsSummary() -> MetricsSummary {
    let traffic = observer.traffic
    let total = traffic.history.total
    var summary = MetricsSummary(at: .now)
    summary.lastPoll = observer.polls.lastSuccess
    summary.pollAge = link.session.lastSuccess.map { .now - $0 }
    (summary.pollCycles, summary.pollErrors) = (traffic.pollCycles, traffic.pollErrors)
    (summary.queueDepth, summary.queueCapacity) = (dispatcher.queueDepth, limits.maxInflight)
    (summary.workersActive, summary.workersLimit) = (dispatcher.activeCount, workerLimit)
    (summary.received, summary.ended) = (Int(traffic.log.latest), total.ended)
    summary.endedLastMinute = total.samples(.fiveMinutes).suffix(60).reduce(0) { $0 + Int($1.ended) }
    summary.latency = MetricsSummary.Latency(total.sinceStart)
    summary.recentLatency = MetricsSummary.Latency(total.recentLatency)
    summary.errors = RequestFailure.Source.allCases.map { ($0, traffic.history.errors[$0]) }
    summary.residentBytes = ProcessStatus.residentMemory
    let unused = unusedChannels
    summary.channels = served.map(\.name).filter { !unused.contains($0) }.map { name in
      let own = traffic.history.channels[name] ?? ChannelHistory()
      return .init(
        name: name, ended: own.ended, failed: own.failed, latency: MetricsSummary.Latency(own.recentLatency))
    }
    return summary
  }
}

extension MetricsSummary.Latency {
  fileprivate init(_ histogram: LatencyHistogram) {
    self.init()
    count = histogram.total
    p50 = histogram.percentile(0.5) ?? 0
    p90 = histogram.percentile(0.9) ?? 0
    p99 = histogram.percentile(0.99) ?? 0
  }
}
