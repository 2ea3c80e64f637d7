public import HTTPServing

extension StatusSnapshot {
  /// How the process was set up (operator spec 11.3).
  public struct Setup: Sendable {
    /// `host:port`, or the path of a socket.
    public var healthListenAddress: String?
    /// As durations are written on the command line.
    public var pollTimeout: String
    /// As durations are written on the command line.
    public var pollGuardrail: String
    /// How many commands may wait.
    public var maxInflight: Int
    /// The main channel's, without user information and query (W-39).
    public var serverURL: String?
    /// Whether whole HTTP messages are logged.
    public var logsRawHTTP: Bool
    /// `profile:NAME`, `profile-file:PATH`, a path, or `flags/environment`.
    public var configSource: String?
    /// What is worth knowing although nothing is wrong.
    public var warnings: [String]
    /// The way to the control plane.
    public var controlPlaneRoute: WayOut?
    /// The ways to the servers over HTTP.
    public var channelRoutes: [WayOut]

    /// A setup.
    public init(
      healthListenAddress: String?, pollTimeout: String, pollGuardrail: String, maxInflight: Int, serverURL: String?,
      logsRawHTTP: Bool, configSource: String?, warnings: [String], controlPlaneRoute: WayOut?,
      channelRoutes: [WayOut]
    ) {
      self.healthListenAddress = healthListenAddress
      self.pollTimeout = pollTimeout
      self.pollGuardrail = pollGuardrail
      self.maxInflight = maxInflight
      self.serverURL = serverURL
      self.logsRawHTTP = logsRawHTTP
      self.configSource = configSource
      self.warnings = warnings
      self.controlPlaneRoute = controlPlaneRoute
      self.channelRoutes = channelRoutes
    }
  }

  /// What the service knows of the tunnel.
  public struct Metadata: Sendable {
    /// For people.
    public var name: String
    /// For people.
    public var description: String
    /// When the service said so (W-40).
    public var asOf: Timestamp

    /// Metadata.
    public init(name: String, description: String, asOf: Timestamp) {
      self.name = name
      self.description = description
      self.asOf = asOf
    }
  }

  /// Which process answers (W-30).
  public struct Process: Sendable, Equatable {
    /// Its number in its own namespace.
    public var pid: Int
    /// When it started, in clock ticks since boot, as `/proc` has it: with the number, nothing else is the same.
    public var start: Int?

    /// A process.
    public init(pid: Int, start: Int?) {
      self.pid = pid
      self.start = start
    }
  }
}
