public import HTTPServing

extension StatusSnapshot {
  /// A channel and the plugin behind it.
  public struct Channel: Sendable {
    /// Its name.
    public var name: String
    /// The plugin's id.
    public var pluginID: String
    /// The plugin's version.
    public var pluginVersion: String
    /// The library the plugin came from.
    public var pluginPath: String
    /// How it is doing.
    public var state: ComponentState
    /// Why, for a person.
    public var detail: String
    /// Since when it has been in this state.
    public var since: Timestamp?
    /// Calls in work.
    public var inFlight: Int
    /// Calls that were answered.
    public var completed: Int
    /// Calls that failed.
    public var failed: Int
    /// When the service has last sent a command.
    public var lastCommandAt: Timestamp?
    /// When it has last taken a response.
    public var lastAcceptedAt: Timestamp?
    /// Since when it has sent nothing; nil: it has, a moment ago (user needs #55).
    public var idleSince: Timestamp?
    /// The server behind it, in the words of the peer's API.
    public var server: Server?
    /// What supplies its calls with credentials; nil: nobody does.
    public var auth: Auth?

    /// A channel.
    public init(
      name: String, pluginID: String, pluginVersion: String, pluginPath: String, state: ComponentState,
      detail: String, since: Timestamp? = nil, inFlight: Int = 0, completed: Int = 0, failed: Int = 0,
      lastCommandAt: Timestamp? = nil, lastAcceptedAt: Timestamp? = nil, idleSince: Timestamp? = nil
    ) {
      self.name = name
      self.pluginID = pluginID
      self.pluginVersion = pluginVersion
      self.pluginPath = pluginPath
      self.state = state
      self.detail = detail
      self.since = since
      self.inFlight = inFlight
      self.completed = completed
      self.failed = failed
      self.lastCommandAt = lastCommandAt
      self.lastAcceptedAt = lastAcceptedAt
      self.idleSince = idleSince
    }
  }
}
