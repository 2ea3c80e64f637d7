internal import CTunnelPlugin

extension Host {
  /// A counter of the operator's `/metrics`; ext/host_metrics.h says what may be in its name and its labels. Ask once, and
  /// keep it.
  ///
  /// - Returns: nil when the host has no such service, the operator did not grant it, or there are too many series: nothing
  ///   is counted then, which is no reason not to work.
  public func counter(_ name: String, help: String, labels: [(name: String, value: String)] = []) -> CounterMetric? {
    metric(TUNNEL_METRIC_COUNTER, name, help, labels).map(CounterMetric.init)
  }

  /// The same for a number that goes up and down.
  public func gauge(_ name: String, help: String, labels: [(name: String, value: String)] = []) -> GaugeMetric? {
    metric(TUNNEL_METRIC_GAUGE, name, help, labels).map(GaugeMetric.init)
  }

  /// The same for values and how often they fell into which range. `bounds` are ascending; without any they are right for
  /// seconds.
  public func histogram(
    _ name: String, help: String, labels: [(name: String, value: String)] = [], bounds: [Double] = []
  ) -> HistogramMetric? {
    metric(TUNNEL_METRIC_HISTOGRAM, name, help, labels, bounds).map(HistogramMetric.init)
  }

  private func metric(
    _ kind: Int, _ name: String, _ help: String, _ labels: [(name: String, value: String)], _ bounds: [Double] = []
  ) -> Metric? {
    guard let metricsTable, isGranted(.metrics) else { return nil }
    let texts = (StableText(name), StableText(help), labels.map { (StableText($0.name), StableText($0.value)) })
    let items = texts.2.map { tunnel_header(name: tunnel_string($0.0.text), value: tunnel_string($0.1.text)) }
    var handle: tunnel_metric = 0
    let status = withExtendedLifetime(texts) {
      items.withUnsafeBufferPointer { items in
        bounds.withUnsafeBufferPointer { bounds in
          var series = tunnel_metric_series()
          series.size = UInt32(MemoryLayout<tunnel_metric_series>.size)
          series.kind = UInt32(kind)
          series.name = tunnel_string(texts.0.text)
          series.help = tunnel_string(texts.1.text)
          series.labels = tunnel_headers(items: items.baseAddress, count: items.count)
          series.bounds = bounds.baseAddress
          series.bound_count = bounds.count
          return metricsTable.pointee.series?(pointer, &series, &handle) ?? -1
        }
      }
    }
    return status < 0 ? nil : Metric(host: pointer, table: metricsTable, handle: handle)
  }
}
