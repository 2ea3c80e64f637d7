/// Where a local control plane can be reached.
public struct LocalControlPlaneAddresses: Sendable, Equatable {
  /// The URL for MCP clients. Over a Unix socket its host is `localhost` and only its path counts.
  public let mcpURL: String
  /// The base URL for the tunnel client.
  public let baseURL: String
  /// The key for the tunnel client.
  public let apiKey: String
  /// The socket for MCP clients to connect to, when it does not listen on TCP.
  public let unixSocketPath: String?
  /// The socket for the tunnel client to connect to; nil: TCP.
  public let controlSocketPath: String?
}
