import Synchronization
public import Telemetry

/// The metrics of the plugins of a process, within a registry that the host counts in, too.
///
/// A peer of a plugin must not be able to grow it: series are bounded for each plugin and channel (dataplane W-61).
public final class PluginMetrics: Sendable {
  /// A metric of a plugin, for whoever lists them.
  public struct Summary: Sendable, Equatable {
    public var name: String
    /// `counter`, `gauge` or `histogram`.
    public var kind: String
    public var series: Int
  }

  /// A series as its maker asked for it, with what counts.
  struct Entry: Sendable {
    let owner: MetricOwner
    let definition: MetricDefinition
    let series: MetricSeries
  }

  private struct Key: Hashable {
    let owner: MetricOwner
    let name: String
    let labels: Labels
  }

  private struct State {
    /// In the order in which they were asked for.
    var entries: [Entry] = []
    var known: [Key: Int] = [:]
    var counts: [MetricOwner: Int] = [:]
    /// The first series of each name.
    var families: [String: MetricDefinition] = [:]
  }

  static let mostSeries = 2000

  private let registry: Registry
  private let state = Mutex(State())

  public init(_ registry: Registry) {
    self.registry = registry
  }

  /// The metrics of a plugin, in the order in which it asked for them.
  public func summaries(of pluginID: String) -> [Summary] {
    var summaries: [Summary] = []
    for entry in entries(from: 0) where entry.owner.pluginID == pluginID {
      if let index = summaries.firstIndex(where: { $0.name == entry.definition.name }) {
        summaries[index].series += 1
      } else {
        summaries.append(
          Summary(name: entry.definition.name, kind: "\(entry.definition.kind)", series: 1))
      }
    }
    return summaries
  }

  /// The series behind a definition, made when it is new.
  func series(_ wanted: MetricDefinition, of owner: MetricOwner) throws(MetricRefusal) -> MetricSeries {
    guard wanted.isWellFormed, let added = owner.labels(ofMetric: wanted.name) else { throw .malformed }
    return try state.withLock { state throws(MetricRefusal) in
      let key = Key(owner: owner, name: wanted.name, labels: Labels(wanted.labels))
      if let index = state.known[key] {
        guard state.entries[index].definition.kind == wanted.kind else { throw .taken }
        return state.entries[index].series
      }
      var definition = wanted
      if let first = state.families[wanted.name] {
        guard first.kind == wanted.kind else { throw .taken }
        (definition.help, definition.bounds) = (first.help, first.bounds)
      } else if registry.has(wanted.name) {
        throw .taken
      }
      guard state.counts[owner, default: 0] < Self.mostSeries else { throw .tooMany }
      let series = make(definition, Labels(added + definition.labels))
      state.counts[owner, default: 0] += 1
      state.families[definition.name] = state.families[definition.name] ?? definition
      state.known[key] = state.entries.count
      state.entries.append(Entry(owner: owner, definition: definition, series: series))
      return series
    }
  }

  /// Those from a number on, counted in the order in which they were made.
  func entries(from index: Int) -> ArraySlice<Entry> { state.withLock { $0.entries[index...] } }

  private func make(_ definition: MetricDefinition, _ labels: Labels) -> MetricSeries {
    let (name, help) = (definition.name, definition.help)
    return switch definition.kind {
    case .counter: .counter(registry.counter(name, help: help, labels: labels))
    case .gauge: .gauge(registry.gauge(name, help: help, labels: labels))
    case .histogram:
      .histogram(
        registry.histogram(
          name, help: help, labels: labels,
          bounds: definition.bounds.isEmpty ? Histogram.seconds : definition.bounds))
    }
  }
}
