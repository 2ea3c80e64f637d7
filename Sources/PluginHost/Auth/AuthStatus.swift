/// What an auth provider has done so far.
public struct AuthStatus: Sendable, Equatable {
  public var pluginID: String
  /// How often the plugin broke the contract.
  public var faults: Int
  public var activity: AuthActivity

  public init(pluginID: String, faults: Int, activity: AuthActivity) {
    self.pluginID = pluginID
    self.faults = faults
    self.activity = activity
  }
}

/// What a provider was asked and how that ended.
public struct AuthActivity: Sendable, Equatable {
  /// How often the plugin was asked.
  public var requests = 0
  /// How often it supplied nothing.
  public var failures = 0
  /// How often a server refused what it had supplied.
  public var refusals = 0
  /// Why it supplied nothing when it was last asked; nil when it did.
  public var lastError: String?

  public init() {}

  /// What was counted before.
  mutating func add(_ other: AuthActivity) {
    requests += other.requests
    failures += other.failures
    refusals += other.refusals
  }

  mutating func supplied() {
    lastError = nil
  }

  mutating func failed(_ message: String) {
    failures += 1
    lastError = message.isEmpty ? "it supplied no credential" : message
  }
}
