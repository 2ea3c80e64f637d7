public import HTTPServing

/// What `/api/status` answers.
public struct StatusSnapshot: Sendable {
  /// The version of this program.
  public var version: String
  /// The id of this run.
  public var instanceID: String
  /// When it started.
  public var startedAt: Timestamp
  /// For how long it has been running.
  public var uptime: Duration
  /// The tunnel it serves.
  public var tunnelID: String
  /// The way to the control plane.
  public var controlPlane: ControlPlane
  /// The channels, in the order in which they are shown.
  public var channels: [Channel]
  /// The queue between the poll and the workers.
  public var queue: Queue
  /// The calls in work.
  public var workers: Workers
  /// The loaded plugins.
  public var plugins: [Plugin]
  /// The same that `/readyz` says.
  public var readiness: Readiness
  /// How the process was set up; nil: nobody says.
  public var setup: Setup?
  /// What the service knows of the tunnel; nil: nothing yet.
  public var metadata: Metadata?
  /// Why the last question for it was not answered.
  public var metadataError: String?
  /// Which process answers.
  public var process: Process?

  /// A snapshot.
  public init(
    version: String, instanceID: String, startedAt: Timestamp, uptime: Duration, tunnelID: String,
    controlPlane: ControlPlane, channels: [Channel], queue: Queue, workers: Workers, plugins: [Plugin],
    readiness: Readiness
  ) {
    self.version = version
    self.instanceID = instanceID
    self.startedAt = startedAt
    self.uptime = uptime
    self.tunnelID = tunnelID
    self.controlPlane = controlPlane
    self.channels = channels
    self.queue = queue
    self.workers = workers
    self.plugins = plugins
    self.readiness = readiness
  }

  /// The queue between the poll and the workers.
  public struct Queue: Sendable, Equatable {
    /// How many commands wait.
    public var depth: Int
    /// How many may wait.
    public var capacity: Int

    /// A queue.
    public init(depth: Int, capacity: Int) {
      self.depth = depth
      self.capacity = capacity
    }
  }

  /// The calls in work.
  public struct Workers: Sendable, Equatable {
    /// How many are in work.
    public var active: Int
    /// How many may be in work.
    public var limit: Int

    /// The workers.
    public init(active: Int, limit: Int) {
      self.active = active
      self.limit = limit
    }
  }
}
