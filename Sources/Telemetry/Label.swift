/// A name and a value that tell the series of one metric apart.
public struct Label: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The value, any text.
  public let value: String

  /// A label.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
