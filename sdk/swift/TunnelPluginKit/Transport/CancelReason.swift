internal import CTunnelPlugin

/// Why the host lost interest in an exchange.
public enum CancelReason: Sendable {
  /// Nobody waits for the answer any more. Also what a newer host may mean by a reason that this kit does not know.
  case deadline
  /// The binding is being closed.
  case shutdown

  init(_ reason: UInt32) {
    self = reason == UInt32(TUNNEL_CANCEL_SHUTDOWN) ? .shutdown : .deadline
  }
}
