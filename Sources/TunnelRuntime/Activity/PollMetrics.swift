import ControlPlane
import CurlHTTP
import HTTPServing
import Telemetry

/// What is counted of polls (dataplane spec 24.1).
@NetworkLoop
final class PollMetrics {
  private let cycles: Counter
  private let latency: Histogram
  private let failedLatency: Histogram
  private let timeouts: Counter
  private let cancellations: Counter
  private let otherErrors: Counter
  private let lastSuccess: Gauge

  nonisolated init(_ registry: Registry) {
    let scope = MetricScope.controlPlane
    cycles = registry.counter("commands_poll_cycles_total", help: "Polls that ended", labels: scope.labels())
    func latency(error: String) -> Histogram {
      registry.histogram(
        "commands_poll_latency_seconds", help: "How long polls took", labels: scope.labels([("error", error)]))
    }
    self.latency = latency(error: "false")
    failedLatency = latency(error: "true")
    func errors(_ kind: String) -> Counter {
      registry.counter(
        "commands_poll_errors_total", help: "Polls that failed", labels: scope.labels([("error_kind", kind)]))
    }
    timeouts = errors("timeout")
    cancellations = errors("context_canceled")
    otherErrors = errors("other")
    lastSuccess = registry.gauge(
      "commands_poll_last_successful_timestamp_seconds", help: "When a poll last succeeded, 0 before the first",
      labels: scope.labels())
  }

  func note(_ report: PollReport) {
    cycles.increment()
    switch report.outcome {
    case .answered:
      latency.observe(seconds: report.lasted)
      lastSuccess.set(Double(Timestamp.now.seconds))
    case .refused, .failed:
      failedLatency.observe(seconds: report.lasted)
      switch report.failure?.source {
      case .timeout: timeouts.increment()
      case .cancelled: cancellations.increment()
      default: otherErrors.increment()
      }
    }
  }
}
