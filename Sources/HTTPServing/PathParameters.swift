/// What the `:name` segments of a route matched.
public struct PathParameters: Sendable, Equatable {
  var pairs: [Pair] = []

  struct Pair: Sendable, Equatable {
    var name: String
    var value: String
  }

  /// The value of a parameter of the matched route.
  public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }
}
