/// The process of an isolated plugin, for whoever watches it.
public struct PluginProcessStatus: Sendable, Equatable {
  /// Nil while there is none.
  public var pid: Int?
  /// How often another one took the place of one that had ended.
  public var restarts: Int
}
