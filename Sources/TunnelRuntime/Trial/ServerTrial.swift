/// What came of asking a channel's server who it is and which tools it has.
public struct ServerTrial: Sendable, Equatable {
  public enum Outcome: Sendable, Equatable {
    /// It answered as MCP servers do.
    case works(name: String, version: String, tools: Int)
    /// It is there and wants credentials, which the caller brings.
    case needsAuthorization
    /// It is there, but slow.
    case timedOut(String)
    case failed(String)
  }

  public var channel: String
  public var pluginID: String
  public var outcome: Outcome

  public init(channel: String, pluginID: String, outcome: Outcome) {
    self.channel = channel
    self.pluginID = pluginID
    self.outcome = outcome
  }
}
