/// Turns a value that comes from outside into one of a fixed set of label values.
///
/// Peers choose methods and channel names; without a bound each new one would cost memory for ever (dataplane W-61).
public struct BoundedLabels: Sendable {
  private let known: Set<String>
  private let other: String

  /// Allows `known` and turns everything else into `other`.
  public init(_ known: some Sequence<String>, other: String = "other") {
    self.known = Set(known)
    self.other = other
  }

  /// The value itself when it is known.
  public func value(_ value: String) -> String { known.contains(value) ? value : other }
}
