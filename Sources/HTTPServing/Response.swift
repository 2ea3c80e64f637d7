import NIOCore
public import NIOHTTP1

/// One answer.
public struct Response: Sendable {
  /// The status.
  public var status: HTTPResponseStatus
  /// The headers. Framing headers (`Content-Length`, `Transfer-Encoding`, `Connection`) are the server's.
  public var headers: HTTPHeaders
  /// The body.
  public var body: ResponseBody

  /// An answer.
  public init(status: HTTPResponseStatus, headers: HTTPHeaders = HTTPHeaders(), body: ResponseBody = .empty) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A line of plain text.
  public static func text(_ text: String, status: HTTPResponseStatus = .ok) -> Response {
    Response(
      status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(ByteBuffer(string: text)))
  }

  /// A JSON document that is already encoded.
  public static func json(_ json: String, status: HTTPResponseStatus = .ok) -> Response {
    Response(status: status, headers: ["Content-Type": "application/json"], body: .bytes(ByteBuffer(string: json)))
  }
}
