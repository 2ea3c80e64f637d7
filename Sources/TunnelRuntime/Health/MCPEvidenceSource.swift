public import CurlHTTP

/// Who knows what MCP servers have said of themselves. Asked for each read of `/health`; must not ask a server.
@NetworkLoop
public protocol MCPEvidenceSource: AnyObject, Sendable {
  /// Nil when nothing was observed on the channel.
  func evidence(channel: String) -> MCPEvidence?
}
