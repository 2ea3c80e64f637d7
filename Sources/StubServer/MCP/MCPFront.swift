public import HTTPServing
public import PluginHost

/// Streamable HTTP before a channel that a tunnel serves, too: on somebody else's listener, with sessions of its own
/// (dataplane spec HH-01, HH-02).
public struct MCPFront: Sendable {
  private let endpoint: MCPEndpoint

  /// - Parameter path: Where it is, such as "/harpoon/mcp".
  public init(_ binding: any ChannelBinding, at path: String) {
    endpoint = MCPEndpoint(binding: binding, sessions: SessionTable(), path: path, requiresJSON: true)
  }

  public func addRoutes(to router: inout Router, behind guards: [any Middleware]) {
    endpoint.addRoutes(to: &router, behind: guards)
  }
}
