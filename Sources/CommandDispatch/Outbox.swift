import ControlPlane
import NIOCore

/// The responses of one command in their order: one under way at a time, the terminal one last (dataplane spec RP-05,
/// RP-06). Pure.
struct Outbox {
  private var queue: [TunnelResponse] = []
  private var queuedBytes = 0
  private var isPosting = false
  private var hasTerminal = false
  private var dropsNotifications = false
  private(set) var droppedNotifications = 0

  /// What may wait behind a slow POST; the stream of the server is not held up for it (W-17).
  private static let longest = 256
  private static let most = 16 << 20

  /// Adds a message on the way. Dropped once one could not be delivered, or when too many wait.
  mutating func add(notification: TunnelResponse) {
    let size = notification.json?.reduce(0) { $0 + $1.readableBytes } ?? 0
    guard !hasTerminal, !dropsNotifications, queue.count < Self.longest, queuedBytes + size <= Self.most else {
      droppedNotifications += 1
      return
    }
    queue.append(notification)
    queuedBytes += size
  }

  /// Adds the end. False when there is one already.
  mutating func add(terminal: TunnelResponse) -> Bool {
    guard !hasTerminal else { return false }
    hasTerminal = true
    queue.append(terminal)
    return true
  }

  /// What to post now; nil while something is under way or nothing waits.
  mutating func next() -> TunnelResponse? {
    guard !isPosting, !queue.isEmpty else { return nil }
    isPosting = true
    let response = queue.removeFirst()
    if !response.kind.isTerminal { queuedBytes -= response.json?.reduce(0) { $0 + $1.readableBytes } ?? 0 }
    return response
  }

  /// What was under way has come to an end.
  mutating func posted(delivered: Bool) {
    isPosting = false
    guard !delivered, !hasTerminal || queue.count > 1 else { return }
    dropsNotifications = true
    let kept = queue.filter(\.kind.isTerminal)
    droppedNotifications += queue.count - kept.count
    queue = kept
    queuedBytes = 0
  }
}
