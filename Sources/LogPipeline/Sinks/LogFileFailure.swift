/// Why a log file cannot be used.
public struct LogFileFailure: Error, Sendable, CustomStringConvertible {
  public let description: String
}
