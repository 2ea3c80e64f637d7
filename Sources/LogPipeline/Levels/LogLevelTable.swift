public import Logging

/// Which level is in force where, and what it goes back to. Decides nothing about when.
public struct LogLevelTable: Sendable {
  /// What a level counts for.
  public enum Scope: Sendable, Hashable {
    /// All loggers without a level of their own.
    case process
    /// The loggers of one component.
    case component(String)
  }

  /// What a scope goes back to after a while.
  public struct Reversion: Sendable, Equatable {
    /// Nil: to the level of the process.
    public let level: Logger.Level?
    /// Which change it undoes; a later change makes it void.
    public let generation: UInt64
  }

  /// The level of the process.
  public private(set) var process: Logger.Level
  /// The levels of components that have one of their own.
  public private(set) var components: [String: Logger.Level] = [:]
  /// What is only for a while.
  public private(set) var reversions: [Scope: Reversion] = [:]
  private var generation: UInt64 = 0

  /// One level for everything.
  public init(process: Logger.Level) {
    self.process = process
  }

  /// The level in force for a component.
  public func effective(_ component: String) -> Logger.Level {
    components[component] ?? process
  }

  /// Sets a level, for good or until `revert` is called with the result. A change that follows one that was only for a
  /// while goes back to what was before both. A nil level takes a component's own away; for the process it does nothing.
  ///
  /// - Returns: what to undo, when `reverts`.
  public mutating func set(_ level: Logger.Level?, for scope: Scope, reverts: Bool) -> UInt64? {
    let previous = reversions[scope].map(\.level) ?? current(scope)
    put(level, for: scope)
    generation += 1
    reversions[scope] = reverts ? Reversion(level: previous, generation: generation) : nil
    return reverts ? generation : nil
  }

  /// Goes back, unless the level was changed again in between.
  ///
  /// - Returns: whether anything changed.
  public mutating func revert(_ scope: Scope, generation: UInt64) -> Bool {
    guard let reversion = reversions[scope], reversion.generation == generation else { return false }
    reversions[scope] = nil
    put(reversion.level, for: scope)
    return true
  }

  private func current(_ scope: Scope) -> Logger.Level? {
    switch scope {
    case .process: process
    case .component(let name): components[name]
    }
  }

  private mutating func put(_ level: Logger.Level?, for scope: Scope) {
    switch scope {
    case .process: process = level ?? process
    case .component(let name): components[name] = level
    }
  }
}
