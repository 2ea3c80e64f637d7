/// Where a plugin runs.
public enum Isolation: String, Sendable, Equatable, CaseIterable {
  /// In this process.
  case none
  /// In a process of its own: its crash costs its own calls.
  case process
}
