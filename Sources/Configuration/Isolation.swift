/// Where a binding's plugin runs.
public enum Isolation: String, Sendable, Equatable, CaseIterable {
  /// In this process.
  case none
  /// In a process of its own, which may crash without taking the tunnel along.
  case process
}
