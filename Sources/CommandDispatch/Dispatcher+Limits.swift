extension Dispatcher {
  /// How much is at work at once, and for how long.
  public struct Limits: Sendable {
    /// Commands that may wait (`control-plane.max-inflight`).
    public var queueCapacity: Int
    /// Commands at work at once, in each channel (`mcp.max-concurrent-requests`).
    public var workersPerChannel: Int
    /// How long a server may take, whatever the command's deadline (`mcp.connection-max-ttl`).
    public var window: Duration
    /// How long a plugin may keep an exchange whose answer is out already.
    public var finishGrace: Duration
    /// Whether answers say how long the server took.
    public var sendsTiming: Bool

    public init(
      queueCapacity: Int = 20, workersPerChannel: Int = 10, window: Duration = .seconds(600),
      finishGrace: Duration = .seconds(5), sendsTiming: Bool = false
    ) {
      self.queueCapacity = queueCapacity
      self.workersPerChannel = workersPerChannel
      self.window = window
      self.finishGrace = finishGrace
      self.sendsTiming = sendsTiming
    }
  }
}
