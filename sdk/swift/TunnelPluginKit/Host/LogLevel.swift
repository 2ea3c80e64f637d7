/// How much a line of the operator's log matters.
public enum LogLevel: UInt32, Sendable {
  case debug = 1
  case info = 2
  case warning = 3
  case error = 4
}
