/// What the kernel says of a process number.
public struct ProcessFacts: Sendable, Equatable {
  /// False also for one that has ended and whose parent has not asked yet.
  public var isAlive: Bool
  /// When it started, in clock ticks since boot: two processes with one number differ in this.
  public var start: Int?
  /// Its command line; empty when it may not be seen.
  public var arguments: [String]

  /// Facts.
  public init(isAlive: Bool = false, start: Int? = nil, arguments: [String] = []) {
    self.isAlive = isAlive
    self.start = start
    self.arguments = arguments
  }
}
