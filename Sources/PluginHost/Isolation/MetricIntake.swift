import Telemetry

/// In the tunnel's process: counts what one plugin's process says that it has counted. Its word is a stranger's, so the
/// rules for names and numbers are applied here again.
struct MetricIntake {
  let channel: String
  /// Whose series it may speak of.
  let plugins: Set<String>
  let metrics: PluginMetrics

  /// Nil: one that is not counted here.
  private var series: [MetricSeries?] = []

  init(channel: String, plugins: Set<String>, metrics: PluginMetrics) {
    self.channel = channel
    self.plugins = plugins
    self.metrics = metrics
  }

  mutating func take(_ reports: [MetricReport]) throws(WireError) {
    for report in reports { try take(report) }
  }

  private mutating func take(_ report: MetricReport) throws(WireError) {
    if case .defined(let plugin, let definition) = report.change {
      guard report.number == series.count, series.count < PluginMetrics.mostSeries * plugins.count,
        plugins.contains(plugin)
      else { throw .badValue("metric") }
      let owner = MetricOwner(pluginID: plugin, channel: channel)
      // Another plugin may have taken the name meanwhile.
      series.append(try? metrics.series(definition, of: owner))
      return
    }
    guard series.indices.contains(Int(report.number)) else { throw .badValue("metric") }
    guard let series = series[Int(report.number)] else { return }
    switch (series, report.change) {
    case (.counter(let counter), .counted(let amount)): counter.increment(by: amount)
    case (.gauge(let gauge), .set(let value)): gauge.set(value)
    case (.histogram(let histogram), .observed(let counts, let sum)):
      // An earlier process of another build may have had other bounds.
      _ = histogram.add(counts: counts, sum: sum)
    default: throw .badValue("metric")
    }
  }
}
