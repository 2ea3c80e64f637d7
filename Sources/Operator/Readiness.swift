public import HTTPServing

/// The answer of `/readyz`.
public struct Readiness: Sendable, Equatable {
  /// One thing that calls depend on.
  public struct Dependency: Sendable, Equatable {
    /// `control-plane`, or `mcp:` and a channel.
    public var name: String
    /// Whether calls pass it.
    public var ready: Bool
    /// One word.
    public var state: String
    /// Why, for a person; may name hosts of the inside (dataplane W-45).
    public var reason: String
    /// Since when it has been in this state.
    public var since: Timestamp?

    /// A dependency.
    public init(name: String, ready: Bool, state: String, reason: String = "", since: Timestamp? = nil) {
      self.name = name
      self.ready = ready
      self.state = state
      self.reason = reason
      self.since = since
    }
  }

  /// 200 or 503.
  public var ready: Bool
  /// The body, exactly: `ready`, or the reason why not. May name hosts of the inside.
  public var text: String
  /// The body for peers on other machines: the same without what only concerns this one (dataplane W-45).
  public var publicText: String
  /// After how many seconds asking again is worth it, when not ready.
  public var retryAfter: Int
  /// What the answer was made of.
  public var dependencies: [Dependency]

  /// An answer.
  public init(
    ready: Bool, text: String, publicText: String? = nil, retryAfter: Int = 2, dependencies: [Dependency] = []
  ) {
    self.ready = ready
    self.text = text
    self.publicText = publicText ?? text
    self.retryAfter = retryAfter
    self.dependencies = dependencies
  }
}
