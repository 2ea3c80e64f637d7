public import HTTPServing

/// What `/health` answers (user needs 4.2).
public struct HealthSnapshot: Sendable {
  /// The process.
  public struct Runtime: Sendable {
    /// In which part of its life a process is.
    public enum Lifecycle: String, Sendable {
      /// Not everything has been heard of yet.
      case starting
      case running
      /// Asked to stop.
      case draining
    }

    /// The id of this run.
    public var instanceID: String
    /// The version of this program.
    public var version: String
    /// When it started.
    public var startedAt: Timestamp
    /// For how long it has been running.
    public var uptime: Duration
    /// In which part of its life it is.
    public var lifecycle: Lifecycle

    /// A process.
    public init(instanceID: String, version: String, startedAt: Timestamp, uptime: Duration, lifecycle: Lifecycle) {
      self.instanceID = instanceID
      self.version = version
      self.startedAt = startedAt
      self.uptime = uptime
      self.lifecycle = lifecycle
    }
  }

  /// The same that `/readyz` says.
  public var ready: Bool
  /// When this was true.
  public var at: Timestamp
  /// The process.
  public var runtime: Runtime
  /// The parts, in any order; shown by name.
  public var components: [HealthComponent]

  /// A snapshot.
  public init(ready: Bool, at: Timestamp, runtime: Runtime, components: [HealthComponent]) {
    self.ready = ready
    self.at = at
    self.runtime = runtime
    self.components = components
  }
}
