import Telemetry

/// What counts for a plugin.
enum MetricSeries: Sendable {
  case counter(Counter)
  case gauge(Gauge)
  case histogram(Histogram)
}

/// Why a plugin does not get a series.
enum MetricRefusal: Error, Equatable {
  /// Its name, a label or a bound is not allowed.
  case malformed
  /// The name is that of another kind of metric, or the host's.
  case taken
  /// There are too many already.
  case tooMany
}
