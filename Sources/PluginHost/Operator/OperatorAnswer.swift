public import NIOCore

/// What a plugin answered the operator.
public enum OperatorAnswer: Sendable {
  case body(status: Int, type: String, ByteBuffer)
  case stream(OperatorStream)
  case failed(Failure)

  /// Why there is no answer.
  public enum Failure: Sendable, Equatable {
    /// The plugin refused the request, or broke the contract.
    case refused
    /// The plugin said nothing for too long.
    case timeout
    case tooManyStreams
    /// The plugin is being closed, or nobody waits any more.
    case closed
  }
}
