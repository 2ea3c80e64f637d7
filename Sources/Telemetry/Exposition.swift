/// The Prometheus text format 0.0.4.
struct Exposition {
  private(set) var text = ""

  mutating func header(name: String, help: String, kind: String) {
    text += "# HELP \(name) "
    appendEscaped(help, quotes: false)
    text += "\n# TYPE \(name) \(kind)\n"
  }

  mutating func sample(_ name: String, _ labels: Labels, _ value: UInt64) {
    appendSeries(name, labels.sorted)
    text += " \(value)\n"
  }

  mutating func sample(_ name: String, _ labels: Labels, _ value: Double) {
    appendSeries(name, labels.sorted)
    text += " \(Self.format(value))\n"
  }

  mutating func histogram(_ name: String, _ labels: Labels, _ histogram: Histogram) {
    let snapshot = histogram.snapshot
    var total: UInt64 = 0
    for (index, count) in snapshot.counts.enumerated() {
      total += count
      let bound = index < histogram.bounds.count ? Self.format(histogram.bounds[index]) : "+Inf"
      appendSeries(name + "_bucket", labels.sorted + [Label("le", bound)])
      text += " \(total)\n"
    }
    sample(name + "_sum", labels, snapshot.sum)
    sample(name + "_count", labels, total)
  }

  /// Whole numbers without a fraction, as other exporters write them.
  static func format(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return "\(value)"
  }

  private mutating func appendSeries(_ name: String, _ labels: [Label]) {
    text += name
    guard !labels.isEmpty else { return }
    text += "{"
    for (index, label) in labels.enumerated() {
      if index > 0 { text += "," }
      text += "\(label.name)=\""
      appendEscaped(label.value, quotes: true)
      text += "\""
    }
    text += "}"
  }

  private mutating func appendEscaped(_ value: String, quotes: Bool) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\"" where quotes: text += "\\\""
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
