public import Logging
import Synchronization

/// The levels in force; may be changed at any time, from any thread (W-48).
///
/// Asking for a level is one atomic load as long as no component has a level of its own.
public final class LogLevels: Sendable {
  private let table: Mutex<LogLevelTable>
  /// The level of the process as its place in `Logger.Level.allCases`, plus 128 when a component has its own.
  private let summary: Atomic<UInt8>

  init(process level: Logger.Level) {
    table = Mutex(LogLevelTable(process: level))
    summary = Atomic(Self.summary(of: LogLevelTable(process: level)))
  }

  /// The level of the process.
  public var process: Logger.Level {
    Self.level(summary.load(ordering: .relaxed) & 127)
  }

  /// Everything at this moment.
  public var current: LogLevelTable { table.withLock(\.self) }

  func effective(_ component: String) -> Logger.Level {
    let summary = summary.load(ordering: .relaxed)
    return summary < 128 ? Self.level(summary) : table.withLock { $0.effective(component) }
  }

  /// Sets a level. A nil level takes a component's own away.
  ///
  /// - Parameters:
  ///   - level: the new one.
  ///   - scope: what it counts for.
  ///   - revertAfter: after which time the level before comes back by itself; nil: never.
  ///   - reverted: called when it has come back.
  public func set(
    _ level: Logger.Level?, for scope: LogLevelTable.Scope, revertAfter: Duration? = nil,
    reverted: @escaping @Sendable () -> Void = {}
  ) {
    let generation = change { $0.set(level, for: scope, reverts: revertAfter != nil) }
    guard let generation, let revertAfter else { return }
    Task { [weak self] in
      try? await Task.sleep(for: revertAfter)
      if self?.change({ $0.revert(scope, generation: generation) }) == true { reverted() }
    }
  }

  private func change<Result>(_ body: (inout LogLevelTable) -> Result) -> Result where Result: Sendable {
    table.withLock { table in
      defer { summary.store(Self.summary(of: table), ordering: .relaxed) }
      return body(&table)
    }
  }

  private static func summary(of table: LogLevelTable) -> UInt8 {
    let index = Logger.Level.allCases.firstIndex(of: table.process) ?? 0
    return UInt8(index) | (table.components.isEmpty ? 0 : 128)
  }

  private static let levels = Logger.Level.allCases
  private static func level(_ index: UInt8) -> Logger.Level { levels[Int(index)] }
}
