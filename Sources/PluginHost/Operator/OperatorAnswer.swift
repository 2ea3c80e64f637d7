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
    /// The plugin's own process is not up; it never got the request. Why, for a person.
    case down(String)
    /// The plugin's own process ended with the request in its hands. Why, for a person.
    case lost(String)
  }

  private static let longestType = 1024

  /// Whether HTTP can carry it.
  static func isWellFormed(status: Int, type: String) -> Bool {
    (200...599).contains(status) && type.utf8.count <= longestType
      && type.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
