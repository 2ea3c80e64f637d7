internal import TunnelPluginKit

extension HTTPResult {
  /// The same thing in the words of the wire.
  var failure: FailureSource {
    switch error {
    case .none: .none
    case .dns: .dns
    case .tls: .tls
    case .connect: .connect
    case .closed: .closed
    case .timeout: .timeout
    case .protocol, .tooLarge: .protocol
    case .internal: .internal
    // Cancelled by somebody else than this transport: the host is letting go of its connections.
    case .cancelled: .closed
    }
  }

  /// The host's finer kind; where the host has none that fits, the wire's.
  var failureKind: BorrowedText {
    switch error {
    case .tooLarge: BorrowedText("response_body_too_large")
    case .cancelled: BorrowedText("connection_closed")
    case .none, .dns, .tls, .connect, .closed, .timeout, .protocol, .internal: kind
    }
  }
}
