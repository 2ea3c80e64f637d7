/// Why a command did not end well (user needs 5: whose fault is it?).
public struct RequestFailure: Sendable, Equatable {
  /// Where to look.
  public enum Source: String, Sendable, CaseIterable {
    /// This program.
    case client
    /// The way to the MCP server or to the service.
    case network
    /// The tunnel service.
    case service
    /// What the tunnel leads to.
    case mcpServer = "mcp_server"
  }

  /// Where to look.
  public var source: Source
  /// One word.
  public var kind: String
  /// For a person; may name hosts of the inside.
  public var text: String

  /// A failure.
  public init(source: Source, kind: String, text: String) {
    self.source = source
    self.kind = kind
    self.text = text
  }
}
