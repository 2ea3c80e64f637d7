import Synchronization

/// The metrics of the process.
///
/// A handle is asked for once and kept; asking again for the same name and labels gives the same handle. Label sets are
/// fixed when a handle is made; where a value comes from outside, use a `BoundedLabels` so that peers cannot grow the
/// registry.
public final class Registry: Sendable {
  private let families = Mutex<[String: MetricFamily]>([:])

  /// An empty registry.
  public init() {}

  /// The counter with this name and these labels.
  public func counter(_ name: String, help: String, labels: Labels = .none) -> Counter {
    guard case .counter(let counter) = series(name, help, .counter, labels, make: { .counter(Counter()) }) else {
      return Counter()
    }
    return counter
  }

  /// The gauge with this name and these labels.
  public func gauge(_ name: String, help: String, labels: Labels = .none) -> Gauge {
    guard case .gauge(let gauge) = series(name, help, .gauge, labels, make: { .gauge(Gauge()) }) else {
      return Gauge()
    }
    return gauge
  }

  /// A gauge whose value is asked for at each scrape; nil leaves it out. A later callback replaces an earlier one.
  public func gauge(
    _ name: String, help: String, labels: Labels = .none, read: @escaping @Sendable () -> Double?
  ) {
    callback(name, help, .gauge, labels, read)
  }

  /// A counter that is kept elsewhere and read at each scrape.
  public func counter(
    _ name: String, help: String, labels: Labels = .none, read: @escaping @Sendable () -> Double?
  ) {
    callback(name, help, .counter, labels, read)
  }

  /// The histogram with this name and these labels. `bounds` counts for the first one of a series only.
  public func histogram(
    _ name: String, help: String, labels: Labels = .none, bounds: [Double] = Histogram.seconds
  ) -> Histogram {
    let series = series(name, help, .histogram, labels) { .histogram(Histogram(bounds: bounds)) }
    guard case .histogram(let histogram) = series else { return Histogram(bounds: bounds) }
    return histogram
  }

  /// Everything in the Prometheus text format 0.0.4, sorted by name and labels.
  public func exposition() -> String {
    let families = families.withLock { Array($0.values) }
    var text = Exposition()
    for family in families.sorted(by: { $0.name < $1.name }) { family.expose(into: &text) }
    return text.text
  }

  /// Whether somebody has asked for a metric of this name.
  public func has(_ name: String) -> Bool { families.withLock { $0[name] != nil } }

  /// The `Content-Type` of `exposition()`.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private func callback(
    _ name: String, _ help: String, _ kind: MetricFamily.Kind, _ labels: Labels,
    _ read: @escaping @Sendable () -> Double?
  ) {
    let family = family(name, help, kind)
    guard family.kind == kind else { return assertionFailure("\(name) is a \(family.kind)") }
    family.replace(labels, with: .callback(read))
  }

  private func series(
    _ name: String, _ help: String, _ kind: MetricFamily.Kind, _ labels: Labels, make: () -> MetricFamily.Series
  ) -> MetricFamily.Series? {
    let family = family(name, help, kind)
    // A name with two kinds is a mistake in this program, not a reason to end it: the second one goes uncollected.
    guard family.kind == kind else {
      assertionFailure("\(name) is a \(family.kind), not a \(kind)")
      return nil
    }
    return family.series(labels, make: make)
  }

  private func family(_ name: String, _ help: String, _ kind: MetricFamily.Kind) -> MetricFamily {
    families.withLock { families in
      if let family = families[name] { return family }
      let family = MetricFamily(name: name, help: help, kind: kind)
      families[name] = family
      return family
    }
  }
}
