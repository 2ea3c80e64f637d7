/// A name and what a record says under it.
public struct LogAttribute: Sendable, Equatable {
  /// Unique within a record.
  public let name: String
  /// As text.
  public let value: String
}
