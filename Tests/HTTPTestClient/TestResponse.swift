public import NIOCore
public import NIOHTTP1

/// An answer as it came over the wire, with its chunks joined.
public struct TestResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The headers.
  public var headers: HTTPHeaders
  /// The body.
  public var body: ByteBuffer

  /// The body as text.
  public var text: String { String(buffer: body) }
}
