/// The parameters of a query, percent-decoded, in the order in which they were sent.
public struct QueryParameters: Sendable, Equatable {
  private var pairs: [(name: String, value: String)] = []

  init() {}

  /// Takes the pairs of a query or of an `application/x-www-form-urlencoded` body apart.
  public init(encoded: Substring) {
    for pair in encoded.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first else { continue }
      pairs.append(
        (
          PercentEncoding.decode(name, plusIsSpace: true),
          parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : ""
        ))
    }
  }

  /// The first value of a parameter.
  public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// Every value of a repeated parameter.
  public func values(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// Same parameters in the same order.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.pairs.elementsEqual(rhs.pairs) { $0.name == $1.name && $0.value == $1.value }
  }
}
