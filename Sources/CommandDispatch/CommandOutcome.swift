/// How a command ended.
public enum CommandOutcome: Sendable, Equatable {
  /// The terminal response was accepted.
  case answered(code: Int, failed: Bool)
  /// The deadline passed first; nothing is said any more (dataplane spec TO-05).
  case expired
  /// The terminal response could not be delivered.
  case undelivered
}
