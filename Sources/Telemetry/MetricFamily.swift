import Synchronization

/// All series of one metric name.
final class MetricFamily: Sendable {
  enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  enum Series: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case callback(@Sendable () -> Double?)
    case histogram(Histogram)
  }

  let name: String
  let help: String
  let kind: Kind
  private let series = Mutex<[Labels: Series]>([:])

  init(name: String, help: String, kind: Kind) {
    self.name = name
    self.help = help
    self.kind = kind
  }

  /// The series with these labels, made when it is the first time that someone asks for it.
  func series(_ labels: Labels, make: () -> Series) -> Series {
    series.withLock { series in
      if let existing = series[labels] { return existing }
      let new = make()
      series[labels] = new
      return new
    }
  }

  func replace(_ labels: Labels, with new: Series) {
    series.withLock { $0[labels] = new }
  }

  func expose(into text: inout Exposition) {
    let series = series.withLock { Array($0) }
    guard !series.isEmpty else { return }
    text.header(name: name, help: help, kind: kind.rawValue)
    for (labels, series) in series.sorted(by: { $0.key.precedes($1.key) }) {
      switch series {
      case .counter(let counter): text.sample(name, labels, counter.value)
      case .gauge(let gauge): text.sample(name, labels, gauge.value)
      case .callback(let read): if let value = read() { text.sample(name, labels, value) }
      case .histogram(let histogram): text.histogram(name, labels, histogram)
      }
    }
  }
}

extension Labels {
  fileprivate func precedes(_ other: Labels) -> Bool {
    sorted.lexicographicallyPrecedes(other.sorted) { ($0.name, $0.value) < ($1.name, $1.value) }
  }
}
