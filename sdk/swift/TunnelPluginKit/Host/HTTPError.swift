/// How a request ended.
public enum HTTPError: UInt32, Sendable {
  /// No error: an answer came to its end, whatever its status.
  case none = 0
  case dns = 1
  case tls = 2
  case connect = 3
  /// Reset, or closed before the end.
  case closed = 4
  case timeout = 5
  /// The other side does not speak HTTP.
  case `protocol` = 6
  case `internal` = 7
  /// The collected body passed the limit.
  case tooLarge = 8
  case cancelled = 9
}
