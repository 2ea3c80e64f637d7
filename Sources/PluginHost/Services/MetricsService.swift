import CTunnelPlugin
import Synchronization
import Telemetry

/// `tunnel.host.metrics/1`: a plugin's numbers among the operator's.
enum MetricsService {
  static let table = ServiceTable(
    tunnel_host_metrics(
      size: UInt32(MemoryLayout<tunnel_host_metrics>.size), series: series, add: add, set: set, observe: observe),
    denied: tunnel_host_metrics(
      size: UInt32(MemoryLayout<tunnel_host_metrics>.size), series: { host, _, _ in Denied.answer(host) },
      add: { host, _, _ in Denied.answer(host) }, set: { host, _, _ in Denied.answer(host) },
      observe: { host, _, _ in Denied.answer(host) }))

  private static let series:
    @convention(c) (
      UnsafePointer<tunnel_host>?, UnsafePointer<tunnel_metric_series>?, UnsafeMutablePointer<tunnel_metric>?
    ) -> tunnel_status = { host, raw, handle in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let raw, let handle, Int(raw.pointee.size) >= MemoryLayout<tunnel_metric_series>.size,
        let wanted = MetricDefinition(raw.pointee)
      else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      return context.metricHandles.withLock { handles in
        if let known = handles.handle(of: wanted) {
          handle.pointee = known
          return success
        }
        do throws(MetricRefusal) {
          let series = try context.facilities.metrics.series(wanted, of: context.metricOwner)
          guard let number = handles.insert(series, as: wanted) else { return tunnel_status(TUNNEL_E_LIMIT) }
          handle.pointee = number
          return success
        } catch {
          guard error != .tooMany else { return tunnel_status(TUNNEL_E_LIMIT) }
          context.report(.badMetric)
          return tunnel_status(TUNNEL_E_INVALID)
        }
      }
    }

  private static let add: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_metric, UInt64) -> tunnel_status = {
    host, metric, amount in
    with(host, metric) { series in
      guard case .counter(let counter) = series else { return false }
      counter.increment(by: amount)
      return true
    }
  }

  private static let set: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_metric, Double) -> tunnel_status = {
    host, metric, value in
    with(host, metric) { series in
      guard case .gauge(let gauge) = series else { return false }
      gauge.set(value)
      return true
    }
  }

  private static let observe: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_metric, Double) -> tunnel_status = {
    host, metric, value in
    with(host, metric) { series in
      guard case .histogram(let histogram) = series else { return false }
      histogram.observe(value)
      return true
    }
  }

  /// `change` says whether the series is of the kind that can be changed so.
  private static func with(
    _ host: UnsafePointer<tunnel_host>?, _ metric: tunnel_metric, _ change: (MetricSeries) -> Bool
  ) -> tunnel_status {
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    guard let series = context.metricHandles.withLock({ $0.series(metric) }) else {
      context.report(.unknownHandle)
      return tunnel_status(TUNNEL_E_STALE)
    }
    guard change(series) else {
      context.report(.invalidArgument)
      return tunnel_status(TUNNEL_E_INVALID)
    }
    return success
  }
}

extension MetricDefinition {
  /// Nil when a pointer is NULL that must not be, a text is no UTF-8, or the kind is unknown.
  fileprivate init?(_ raw: tunnel_metric_series) {
    guard let kind = UInt8(exactly: raw.kind).flatMap(Kind.init(rawValue:)), let name = raw.name.text,
      let help = raw.help.text, raw.labels.count <= Self.mostLabels, raw.bound_count <= Self.mostBounds
    else { return nil }
    var labels: [Label] = []
    for index in 0..<Int(raw.labels.count) {
      guard let item = raw.labels.items?[index], let name = item.name.text, let value = item.value.text else {
        return nil
      }
      labels.append(Label(name, value))
    }
    guard raw.bound_count == 0 || raw.bounds != nil else { return nil }
    let bounds = UnsafeBufferPointer(start: raw.bounds, count: Int(raw.bound_count))
    self.init(kind: kind, name: name, help: help, labels: labels, bounds: Array(bounds))
  }
}
