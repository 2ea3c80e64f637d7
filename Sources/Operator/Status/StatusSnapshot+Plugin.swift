extension StatusSnapshot {
  /// A loaded plugin.
  public struct Plugin: Sendable, Equatable {
    /// Its id.
    public var id: String
    /// Its version.
    public var version: String
    /// The library it came from.
    public var path: String
    /// How often it has broken the contract.
    public var faults: Int
    /// Its own process; nil for a plugin inside this one.
    public var process: Process?

    /// The process of an isolated plugin.
    public struct Process: Sendable, Equatable {
      /// Nil while there is none.
      public var pid: Int?
      /// How often another one took the place of one that had ended.
      public var restarts: Int

      /// A process.
      public init(pid: Int?, restarts: Int) {
        self.pid = pid
        self.restarts = restarts
      }
    }

    /// A plugin.
    public init(id: String, version: String, path: String, faults: Int, process: Process? = nil) {
      self.id = id
      self.version = version
      self.path = path
      self.faults = faults
      self.process = process
    }
  }
}
