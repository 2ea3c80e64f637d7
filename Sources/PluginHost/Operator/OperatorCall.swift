public import CurlHTTP
public import NIOCore

/// What the operator asks of a plugin.
public struct OperatorCall: Sendable {
  public var method: String
  /// Below the mount, without a slash before it, decoded.
  public var path: String
  /// As it was sent.
  public var query: String
  public var headers: HTTPFields
  public var body: ByteBuffer
  /// It was asked on this machine.
  public var isLocal: Bool
  /// It changes something or starts work.
  public var isControl: Bool

  public init(
    method: String, path: String, query: String = "", headers: HTTPFields = HTTPFields(),
    body: ByteBuffer = ByteBuffer(), isLocal: Bool = true, isControl: Bool = false
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.isLocal = isLocal
    self.isControl = isControl
  }
}
