/// Which command goes to which poll, and which answers are still wanted. A pure value: `CommandExchange` performs what
/// it decides.
struct CommandQueue {
  typealias PollID = UInt64

  /// Commands for a poll that was waiting.
  struct Delivery: Equatable {
    let poll: PollID
    let commands: [Command]
  }

  enum Verdict: Equatable {
    case accepted
    /// Answered already, expired, given up by its caller, or never there.
    case unknown
    /// The shard token is not the command's.
    case mismatch
  }

  private struct Poll {
    let id: PollID
    let limit: Int
    /// Empty takes every channel.
    let channels: Set<String>

    func wants(_ command: Command) -> Bool { channels.isEmpty || channels.contains(command.channel) }
  }

  private var queued: [Command] = []
  private var polls: [Poll] = []
  /// Shard tokens of the commands whose answer is wanted, queued or delivered, by request id.
  private var open: [String: String] = [:]

  /// Accepts a command; gives it to the poll that has waited longest for its channel.
  mutating func enqueue(_ command: Command) -> Delivery? {
    open[command.requestID] = command.shardToken
    guard let index = polls.firstIndex(where: { $0.wants(command) }) else {
      queued.append(command)
      return nil
    }
    return Delivery(poll: polls.remove(at: index).id, commands: [command])
  }

  /// The oldest commands for a poll. When there are none the poll is waiting from now on.
  mutating func poll(_ id: PollID, limit: Int, channels: Set<String>) -> [Command] {
    let poll = Poll(id: id, limit: limit, channels: channels)
    let commands = take(for: poll)
    if commands.isEmpty { polls.append(poll) }
    return commands
  }

  /// Ends a waiting poll; false when it is not waiting any more.
  mutating func endPoll(_ id: PollID) -> Bool {
    guard let index = polls.firstIndex(where: { $0.id == id }) else { return false }
    polls.remove(at: index)
    return true
  }

  /// Takes back commands that a poll could not carry to its client, before all others.
  mutating func putBack(_ commands: [Command]) -> [Delivery] {
    queued.insert(contentsOf: commands.filter { open[$0.requestID] != nil }, at: 0)
    var deliveries: [Delivery] = []
    for poll in polls {
      let commands = take(for: poll)
      if !commands.isEmpty { deliveries.append(Delivery(poll: poll.id, commands: commands)) }
    }
    polls.removeAll { poll in deliveries.contains { $0.poll == poll.id } }
    return deliveries
  }

  /// Whether an answer belongs to an open command.
  func verdict(requestID: String, shardToken: String?) -> Verdict {
    guard let expected = open[requestID] else { return .unknown }
    return expected == shardToken ? .accepted : .mismatch
  }

  /// Wants no more answers to a command, and does not deliver it if that has not happened yet.
  mutating func close(requestID: String) {
    guard open.removeValue(forKey: requestID) != nil else { return }
    queued.removeAll { $0.requestID == requestID }
  }

  private mutating func take(for poll: Poll) -> [Command] {
    var taken: [Command] = []
    queued.removeAll { command in
      guard taken.count < poll.limit, poll.wants(command) else { return false }
      taken.append(command)
      return true
    }
    return taken
  }
}
