extension Tunnel {
  /// How much a tunnel takes on at once, and how long it waits for what.
  public struct Limits: Sendable {
    public var maxInflight: Int
    public var maxConcurrent: Int
    public var window: Duration
    /// How long calls under way may take to finish once the tunnel is asked to stop.
    public var drain: Duration
    /// How long the first poll may wait for the MCP servers (dataplane spec PB-05); zero: not at all.
    public var startupWait: Duration

    public init(
      maxInflight: Int, maxConcurrent: Int, window: Duration, drain: Duration = .seconds(1),
      startupWait: Duration = .zero
    ) {
      self.maxInflight = maxInflight
      self.maxConcurrent = maxConcurrent
      self.window = window
      self.drain = drain
      self.startupWait = startupWait
    }
  }
}
