import HTTPServing
import Operator
import Telemetry

/// The metrics of proxies (dataplane spec 24.5), by their ids; with buckets that fit seconds (W-32).
struct ProxyMetrics {
  private let registry: Registry

  init(_ registry: Registry) {
    self.registry = registry
  }

  func count(_ check: ProxyCheck, proxy id: String) {
    let proxy = ("proxy_id", id)
    let labels = MetricScope.proxies.labels([proxy])
    registry.gauge("proxy_health_state", help: "1 while the last check of the proxy went well", labels: labels)
      .set(check.success ? 1 : 0)
    let time = Double(check.at.seconds) + Double(check.at.nanoseconds) / 1e9
    registry.gauge("proxy_last_check_timestamp_seconds", help: "When the proxy was last checked", labels: labels)
      .set(time)
    if check.success {
      registry.gauge(
        "proxy_last_success_timestamp_seconds", help: "When a check of the proxy last went well", labels: labels
      ).set(time)
    }
    for (phase, duration) in [(ProxyCheck.Phase.tcp, check.tcp), (.connect, check.connect)] {
      guard let duration else { continue }
      registry.histogram(
        "proxy_check_phase_duration_seconds", help: "How long a phase of a check took",
        labels: MetricScope.proxies.labels([proxy, ("phase", phase.rawValue)]), bounds: Histogram.seconds
      ).observe(seconds: duration)
    }
    guard let failure = check.failure else { return }
    registry.counter(
      "proxy_check_failures_total", help: "Checks that did not go well",
      labels: MetricScope.proxies.labels([
        proxy, ("phase", failure.phase.rawValue), ("reason", failure.reason.rawValue),
      ])
    ).increment()
  }
}
