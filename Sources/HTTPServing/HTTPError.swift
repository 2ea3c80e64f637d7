public import NIOHTTP1

/// Thrown by a handler to answer with a status and a line of text.
public struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The status to answer with.
  public var status: HTTPResponseStatus
  /// The text of the answer.
  public var message: String

  /// An answer with `status` and `message`.
  public init(_ status: HTTPResponseStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The status and the message.
  public var description: String { "\(status.code) \(message)" }

  var response: Response { .text(message, status: status) }
}
