/// A header that a bridged message needs otherwise than its caller sent it; of interest to HTTP only.
public struct HeaderChange: Sendable, Equatable {
  /// In lower case.
  public var name: String
  /// Nil: the header must not be sent.
  public var value: String?

  public init(name: String, value: String? = nil) {
    self.name = name
    self.value = value
  }

  static let session = "mcp-session-id"
  static let version = "mcp-protocol-version"
  static let method = "mcp-method"
  static let subject = "mcp-name"
}
