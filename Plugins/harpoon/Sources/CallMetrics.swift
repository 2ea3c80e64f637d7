internal import TunnelPluginKit

/// `harpoon_call_*`: what the calls of targets came to (dataplane spec 24.4).
struct CallMetrics {
  private struct Key: Hashable {
    let label: String
    let statusClass: String
    let outcome: CallOutcome
  }

  private struct Series {
    let calls: CounterMetric?
    let latency: HistogramMetric?
    let size: HistogramMetric?
  }

  private let host: Host
  private var labels: Set<String> = []
  private var known: [Key: Series] = [:]

  /// Targets beyond these are counted together (W-61).
  private static let mostLabels = 100
  /// From 1 ms to 2 min, and from 256 B to 256 KiB (W-60).
  private static let milliseconds: [Double] = [
    1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000,
  ]
  private static let bytes: [Double] = [256, 1_024, 4_096, 16_384, 65_536, 131_072, 262_144]

  init(_ host: Host) {
    self.host = host
  }

  /// `isTarget`: the label is a target's, and no word of a caller.
  mutating func count(_ record: CallRecord, isTarget: Bool) {
    let statusClass = (100...599).contains(record.status) ? "\(record.status / 100)xx" : "none"
    let key = Key(
      label: isTarget ? bounded(record.label) : "__unknown__", statusClass: statusClass, outcome: record.outcome)
    let series = known[key] ?? make(key)
    known[key] = series
    series.calls?.increment()
    series.latency?.observe(Double(record.latencyMilliseconds))
    series.size?.observe(Double(record.responseBytes))
  }

  private mutating func bounded(_ label: String) -> String {
    if labels.contains(label) { return label }
    guard labels.count < Self.mostLabels else { return "__other__" }
    labels.insert(label)
    return label
  }

  private func make(_ key: Key) -> Series {
    let labels = [
      (name: "label", value: key.label), (name: "status_class", value: key.statusClass),
      (name: "outcome", value: key.outcome.rawValue),
    ]
    return Series(
      calls: host.counter("harpoon_call_total", help: "Calls of harpoon targets", labels: labels),
      latency: host.histogram(
        "harpoon_call_latency_milliseconds", help: "How long calls of harpoon targets took", labels: labels,
        bounds: Self.milliseconds),
      size: host.histogram(
        "harpoon_response_size_bytes", help: "Bodies that harpoon targets answered with", labels: labels,
        bounds: Self.bytes))
  }
}
