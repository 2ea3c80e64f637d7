internal import CTunnelPlugin

/// Where a failure came from; the names are those of the wire (`tunnel_failure.source`).
public enum FailureSource: UInt32, Sendable {
  /// No failure: the exchange ran its course.
  case none = 0
  case dns = 1
  case tls = 2
  case connect = 3
  /// The server went away: EOF, reset, exit.
  case closed = 4
  case timeout = 5
  /// The server answered something that is not MCP.
  case `protocol` = 6
  case `internal` = 7
  /// This transport cannot do that call.
  case unsupported = 8
}
