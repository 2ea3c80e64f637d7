internal import CTunnelPlugin

/// A series of the operator's `/metrics` that only grows. `@unchecked Sendable`: the host counts from any thread, and what
/// is pointed to is constant until the plugin is destroyed.
public struct CounterMetric: @unchecked Sendable {
  let series: Metric

  public func increment(by amount: UInt64 = 1) {
    _ = series.table.pointee.add?(series.host, series.handle, amount)
  }
}

/// A series that goes up and down. `@unchecked Sendable`: as ``CounterMetric``.
public struct GaugeMetric: @unchecked Sendable {
  let series: Metric

  public func set(_ value: Double) {
    _ = series.table.pointee.set?(series.host, series.handle, value)
  }
}

/// A series that counts how often values fell into which range. `@unchecked Sendable`: as ``CounterMetric``.
public struct HistogramMetric: @unchecked Sendable {
  let series: Metric

  public func observe(_ value: Double) {
    _ = series.table.pointee.observe?(series.host, series.handle, value)
  }
}

/// A series of the host.
struct Metric {
  let host: UnsafePointer<tunnel_host>
  let table: UnsafePointer<tunnel_host_metrics>
  let handle: tunnel_metric
}
