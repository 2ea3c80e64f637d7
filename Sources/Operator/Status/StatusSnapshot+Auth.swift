extension StatusSnapshot {
  /// What supplies a channel's calls with credentials.
  public struct Auth: Sendable, Equatable {
    /// The plugin's id.
    public var pluginID: String
    /// How often it was asked.
    public var requests: Int
    /// How often it supplied nothing.
    public var failures: Int
    /// How often the server refused what it had supplied.
    public var refusals: Int
    /// How often it has broken the contract.
    public var faults: Int
    /// Why it supplied nothing when it was last asked; nil when it did.
    public var lastError: String?

    /// A provider.
    public init(pluginID: String, requests: Int, failures: Int, refusals: Int, faults: Int, lastError: String?) {
      self.pluginID = pluginID
      self.requests = requests
      self.failures = failures
      self.refusals = refusals
      self.faults = faults
      self.lastError = lastError
    }

    /// For the status and for the details of health alike.
    public var facts: [(name: String, value: HealthValue)] {
      [
        ("plugin_id", .text(pluginID)), ("requests", .number(requests)), ("failures", .number(failures)),
        ("refusals", .number(refusals)), ("faults", .number(faults)), ("last_error", .text(lastError)),
      ]
    }
  }
}
