/// How long to wait before a child is started again: half a second, doubled for each child that does not last, at most
/// half a minute (dataplane spec W-37).
struct RestartPolicy: Equatable {
  static let first: UInt64 = 500
  static let last: UInt64 = 30_000
  /// A child that lived this long was healthy: the next wait is the first again.
  static let healthyLifetime: Int64 = 60_000

  private var next = RestartPolicy.first

  /// The wait in milliseconds, after a child that lived for `lifetime` milliseconds; 0 for one that did not start.
  mutating func wait(afterLifetime lifetime: Int64) -> UInt64 {
    if lifetime >= Self.healthyLifetime { next = Self.first }
    defer { next = min(next * 2, Self.last) }
    return next
  }
}
