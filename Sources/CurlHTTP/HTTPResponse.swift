public import NIOCore

/// Status and headers of an answer.
public struct HTTPResponseHead: Sendable {
  public var status: Int
  public var headers: HTTPFields
  /// When the last header line was there, before any of the body.
  public var receivedAt: ContinuousClock.Instant

  /// The length the server announced; nil when it did not, or not as a number.
  public var contentLength: Int? { headers.first("content-length").flatMap { Int($0) } }

  /// The media type without parameters, in lower case; nil when there is no `Content-Type`.
  public var mediaType: String? {
    guard let value = headers.first("content-type") else { return nil }
    let type = value.prefix { $0 != ";" }
    return type.split(separator: " ").first.map { $0.lowercased() } ?? ""
  }
}

/// An answer with its body collected.
public struct HTTPResponse: Sendable {
  public var head: HTTPResponseHead
  public var body: ByteBuffer
}

/// What a receiver of an answer wants done with its body.
public enum HTTPBodyHandling: Sendable {
  case discard
  case stream
  case collect
  /// No interest in the rest: end the transfer now.
  case cancel
}
