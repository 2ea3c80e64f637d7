import Telemetry

/// In a plugin's process: what has changed in its series since the last time that somebody asked. Counting itself knows
/// nothing of it, and stays as cheap as without a process in between.
struct MetricCollector {
  private enum Known {
    case counter(UInt64)
    case gauge(UInt64)
    case histogram(Histogram.Snapshot)
  }

  private var known: [Known] = []

  /// Definitions come before what was counted.
  mutating func collect(from metrics: PluginMetrics) -> [MetricReport] {
    var reports: [MetricReport] = []
    for (index, entry) in zip(0..., metrics.entries(from: 0)) {
      let number = UInt32(clamping: index)
      if index == known.count {
        reports.append(
          MetricReport(number: number, change: .defined(plugin: entry.owner.pluginID, entry.definition)))
        known.append(Self.nothing(entry.series))
      }
      if let change = change(of: entry.series, index) { reports.append(MetricReport(number: number, change: change)) }
    }
    return reports
  }

  private mutating func change(of series: MetricSeries, _ index: Int) -> MetricReport.Change? {
    switch (series, known[index]) {
    case (.counter(let counter), .counter(let before)):
      let now = counter.value
      known[index] = .counter(now)
      return now == before ? nil : .counted(now &- before)
    case (.gauge(let gauge), .gauge(let before)):
      let now = gauge.value
      known[index] = .gauge(now.bitPattern)
      return now.bitPattern == before ? nil : .set(now)
    case (.histogram(let histogram), .histogram(let before)):
      let now = histogram.snapshot
      known[index] = .histogram(now)
      guard now != before else { return nil }
      return .observed(zip(now.counts, before.counts).map { $0 &- $1 }, sum: now.sum - before.sum)
    default: return nil
    }
  }

  /// What a series is worth before anything was counted.
  private static func nothing(_ series: MetricSeries) -> Known {
    switch series {
    case .counter: .counter(0)
    case .gauge: .gauge(0)
    case .histogram(let histogram): .histogram(Histogram.Snapshot(empty: histogram.bounds.count + 1))
    }
  }
}
