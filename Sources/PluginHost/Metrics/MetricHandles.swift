import Telemetry

/// The series that an instance holds, by the numbers that it has for them.
struct MetricHandles {
  private struct Key: Hashable {
    let name: String
    let labels: [String]
  }

  private var handles: HandleTable<MetricSeries>
  private var known: [Key: UInt64] = [:]

  init(instance: UInt16) {
    handles = HandleTable(instance: instance)
  }

  /// The number that was given for this name and these labels before.
  func handle(of definition: MetricDefinition) -> UInt64? { known[Self.key(definition)] }

  /// Nil when there are too many.
  mutating func insert(_ series: MetricSeries, as definition: MetricDefinition) -> UInt64? {
    let handle = handles.insert(series)
    known[Self.key(definition)] = handle
    return handle
  }

  func series(_ handle: UInt64) -> MetricSeries? { handles.live(handle) }

  private static func key(_ definition: MetricDefinition) -> Key {
    let labels = definition.labels.sorted { $0.name < $1.name }.flatMap { [$0.name, $0.value] }
    return Key(name: "\(definition.kind.rawValue)\(definition.name)", labels: labels)
  }
}
