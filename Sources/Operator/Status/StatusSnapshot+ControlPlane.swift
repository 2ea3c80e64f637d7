public import HTTPServing

extension StatusSnapshot {
  /// The way to the control plane.
  public struct ControlPlane: Sendable {
    /// Its base URL, without credentials.
    public var url: String
    /// How the poll is doing.
    public var state: ComponentState
    /// Why, for a person.
    public var detail: String
    /// When it has last answered.
    public var lastSuccessAt: Timestamp?
    /// The last failure.
    public var lastError: String?
    /// Failures since the last success.
    public var consecutiveFailures: Int

    /// A control plane.
    public init(
      url: String, state: ComponentState, detail: String, lastSuccessAt: Timestamp? = nil, lastError: String? = nil,
      consecutiveFailures: Int = 0
    ) {
      self.url = url
      self.state = state
      self.detail = detail
      self.lastSuccessAt = lastSuccessAt
      self.lastError = lastError
      self.consecutiveFailures = consecutiveFailures
    }
  }
}
