public import NIOCore

/// A request for a plugin, behind all guards.
public struct PluginCall: Sendable {
  /// `GET` for `HEAD`, too.
  public var method: String
  /// Below the mount, decoded.
  public var path: String
  /// As it was sent.
  public var query: String
  /// Those that a plugin gets to see.
  public var headers: [(name: String, value: String)]
  public var body: ByteBuffer
  public var isLocal: Bool
  public var isControl: Bool

  public init(
    method: String, path: String, query: String = "", headers: [(name: String, value: String)] = [],
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
