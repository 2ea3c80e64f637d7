import Telemetry

/// A series as a plugin describes it.
struct MetricDefinition: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    case counter = 1
    case gauge
    case histogram
  }

  var kind: Kind
  var name: String
  var help: String
  var labels: [Label]
  /// Of a histogram; empty: those for seconds.
  var bounds: [Double] = []

  /// More of each is refused (W-61).
  static let mostLabels = 8
  static let longestName = 100
  static let longestValue = 128
  static let longestHelp = 256
  static let mostBounds = 64

  /// What the host or the format itself says with a label.
  private static let reserved: Set<String> = [
    "le", "quantile", "plugin", "channel", "otel_scope_name", "otel_scope_version", "otel_scope_schema_url",
  ]

  /// Whether a plugin may have a series like this, whatever others there are.
  var isWellFormed: Bool {
    guard Self.isName(name), name.utf8.count <= Self.longestName, help.utf8.count <= Self.longestHelp,
      labels.count <= Self.mostLabels, Set(labels.map(\.name)).count == labels.count
    else { return false }
    let areLabels = labels.allSatisfy { label in
      Self.isName(label.name) && label.name.utf8.count <= Self.longestName && !Self.reserved.contains(label.name)
        && label.value.utf8.count <= Self.longestValue
    }
    let ascend = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
    return areLabels && ascend && bounds.count <= Self.mostBounds && bounds.allSatisfy(\.isFinite)
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
    return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
  }
}
