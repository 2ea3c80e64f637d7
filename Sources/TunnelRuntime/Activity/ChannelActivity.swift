import HTTPServing

/// What the service has last done on one channel: the evidence of which side stopped (user needs #55, #57). Pure.
struct ChannelActivity: Sendable, Equatable {
  /// When the service has last sent a command.
  private(set) var lastCommand: Timestamp?
  /// When it has last taken a response.
  private(set) var lastAccepted: Timestamp?
  private(set) var commands = 0
  private(set) var accepted = 0

  /// Without a command for so long the channel counts as idle.
  static let patience: Int64 = 60

  mutating func received(at time: Timestamp) {
    lastCommand = time
    commands += 1
  }

  mutating func accepted(at time: Timestamp) {
    lastAccepted = time
    accepted += 1
  }

  /// Since when the service has sent nothing; nil: it has, a moment ago. `start` is when it could begin to.
  func idleSince(start: Timestamp, now: Timestamp) -> Timestamp? {
    let last = lastCommand ?? start
    return now.seconds - last.seconds >= Self.patience ? last : nil
  }
}
