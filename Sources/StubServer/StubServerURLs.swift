public import HTTPServing

/// The URLs of a development MCP server. They come from where it listens and never from a request: a `Host` header must
/// not choose an issuer (operator spec W-81).
public struct StubServerURLs: Sendable, Equatable {
  /// Without a slash at its end; also the issuer.
  public let base: String

  /// `http://localhost` for a Unix socket, which has no name of its own.
  public init(_ address: ListenAddress) {
    base =
      switch address {
      case .tcp: "http://\(address)"
      case .unixSocket: "http://localhost"
      }
  }

  /// For MCP clients; also the resource that tokens are for (RFC 8707).
  public var mcp: String { base + "/mcp" }
  /// RFC 9728, of the MCP URL.
  public var resourceMetadata: String { base + "/.well-known/oauth-protected-resource/mcp" }
  /// RFC 8414.
  public var serverMetadata: String { base + "/.well-known/oauth-authorization-server" }
}
