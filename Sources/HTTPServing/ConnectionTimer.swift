import NIOCore

/// A deadline that moves with every request but is scheduled anew only when it has really come nearer.
final class ConnectionTimer {
  var onExpiry: (() -> Void)?
  private let eventLoop: any EventLoop
  private var deadline: NIODeadline?
  private var scheduled: (task: Scheduled<Void>, at: NIODeadline)?

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func set(_ duration: Duration) {
    let deadline = NIODeadline.now() + TimeAmount(duration)
    self.deadline = deadline
    if let scheduled, scheduled.at <= deadline { return }
    schedule(deadline)
  }

  /// Moves the deadline that is set, if one is.
  func extend(by duration: Duration) {
    if let deadline { self.deadline = deadline + TimeAmount(duration) }
  }

  func clear() {
    deadline = nil
  }

  func invalidate() {
    deadline = nil
    onExpiry = nil
    scheduled?.task.cancel()
    scheduled = nil
  }

  private func schedule(_ deadline: NIODeadline) {
    scheduled?.task.cancel()
    scheduled = (eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.fire() }, deadline)
  }

  private func fire() {
    scheduled = nil
    guard let deadline else { return }
    if deadline <= .now() { onExpiry?() } else { schedule(deadline) }
  }
}
