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

    /// A plugin.
    public init(id: String, version: String, path: String, faults: Int) {
      self.id = id
      self.version = version
      self.path = path
      self.faults = faults
    }
  }
}
