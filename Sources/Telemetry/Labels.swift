/// The labels of one series. Their order does not matter.
public struct Labels: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// Sorted by name, so that equal sets compare equal and a scrape has one order.
  let sorted: [Label]

  /// No labels.
  public static let none = Labels([])

  /// These labels.
  public init(_ labels: [Label]) {
    sorted = labels.sorted { $0.name < $1.name }
  }

  /// These labels.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { Label($0.0, $0.1) })
  }
}
