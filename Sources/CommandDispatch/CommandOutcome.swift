/// How a command ended, for metrics and the operator.
public enum CommandOutcome: Sendable, Equatable {
  case answered(code: Int, failed: Bool)
  case expired
  case undelivered
}
