/// What a metric of the HTTP client is made of: one answer, at the moment when its head was there.
public struct HTTPObservation: Sendable {
  public enum ProtocolVersion: String, Sendable {
    case http10 = "1.0"
    case http11 = "1.1"
    case http2 = "2"
    case http3 = "3"
    case unknown = ""

    /// Of a line `HTTP/…`.
    init(statusLine line: UnsafeBufferPointer<UInt8>) {
      self =
        switch (line.count > 5 ? line[5] : 0, line.count > 7 ? line[7] : 0) {
        case (UInt8(ascii: "1"), UInt8(ascii: "1")): .http11
        case (UInt8(ascii: "1"), _): .http10
        case (UInt8(ascii: "2"), _): .http2
        case (UInt8(ascii: "3"), _): .http3
        default: .unknown
        }
    }
  }

  public let status: Int
  public let version: ProtocolVersion
  /// From the start of the request.
  public let after: Duration

  /// Of the request; nil when it was streamed.
  public let sentBytes: Int?

  public init(status: Int, version: ProtocolVersion, after: Duration, sentBytes: Int?) {
    self.status = status
    self.version = version
    self.after = after
    self.sentBytes = sentBytes
  }

  /// Told of every answer of the process.
  @NetworkLoop public static var observer: (any HTTPObserver)?
}
