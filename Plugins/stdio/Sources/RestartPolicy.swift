/// How long to wait before a child is started again: half a second, doubled for each child that does not last, at most
/// half a minute (dataplane spec W-37); and how often at all.
struct RestartPolicy: Equatable {
  static let first: UInt64 = 500
  static let last: UInt64 = 30_000
  /// A child that lived this long was healthy: the next wait is the first again.
  static let healthyLifetime: Int64 = 60_000

  private let limit: Int
  private var next = RestartPolicy.first
  private var restarts = 0

  /// `limit` bounds the restarts in a row, without a healthy child between them; 0: no bound.
  init(limit: Int = 0) {
    self.limit = limit
  }

  /// The wait in milliseconds, after a child that lived for `lifetime` milliseconds, 0 for one that did not start; nil:
  /// it was started often enough.
  mutating func wait(afterLifetime lifetime: Int64) -> UInt64? {
    if lifetime >= Self.healthyLifetime { self = RestartPolicy(limit: limit) }
    guard limit == 0 || restarts < limit else { return nil }
    restarts += 1
    defer { next = min(next * 2, Self.last) }
    return next
  }
}
