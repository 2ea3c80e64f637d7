import NIOCore
import Synchronization

/// Where waiting polls and waiting callers meet.
final class CommandExchange: Sendable {
  private struct Poll {
    let continuation: CheckedContinuation<[Command], Never>
    let timer: Scheduled<Void>

    func resume(_ commands: [Command]) {
      timer.cancel()
      continuation.resume(returning: commands)
    }
  }

  private struct State {
    var queue = CommandQueue()
    var polls: [CommandQueue.PollID: Poll] = [:]
    var callers: [String: AsyncStream<AnswerEvent>.Continuation] = [:]
    var lastID: UInt64 = 0
    var isClosed = false
    /// When the tunnel client was last heard of; it gets as long to come at all.
    var lastSeen = ContinuousClock.now

    mutating func nextID() -> UInt64 {
      lastID += 1
      return lastID
    }
  }

  private let state = Mutex(State())

  // MARK: - Callers

  /// The number of the next command.
  func nextNumber() -> UInt64 { state.withLock { $0.nextID() } }

  /// Whether a tunnel client waits for commands, or was here not longer than `limit` ago.
  func hasSeenClient(within limit: Duration) -> Bool {
    state.withLock { !$0.polls.isEmpty || .now - $0.lastSeen <= limit }
  }

  /// Queues a command; the stream ends after the terminal event.
  func submit(_ command: Command) -> AsyncStream<AnswerEvent> {
    let (events, caller) = AsyncStream.makeStream(of: AnswerEvent.self)
    let wakeUp: (@Sendable () -> Void)? = state.withLock { state in
      guard !state.isClosed else {
        caller.yield(.closed)
        caller.finish()
        return nil
      }
      state.callers[command.requestID] = caller
      guard let delivery = state.queue.enqueue(command) else { return nil }
      let poll = state.polls.removeValue(forKey: delivery.poll)
      state.lastSeen = .now
      return { poll?.resume(delivery.commands) }
    }
    wakeUp?()
    return events
  }

  /// Gives a command up: its caller has left, or has waited long enough.
  func end(requestID: String, with event: AnswerEvent? = nil) {
    let caller = state.withLock { state in
      state.queue.close(requestID: requestID)
      return state.callers.removeValue(forKey: requestID)
    }
    if let event { caller?.yield(event) }
    caller?.finish()
  }

  // MARK: - The tunnel client

  /// Waits for commands until `wait` has passed. Empty when it has, when the client leaves, or at shutdown.
  func poll(limit: Int, channels: Set<String>, wait: TimeAmount, eventLoop: any EventLoop) async -> [Command] {
    let id = state.withLock { $0.nextID() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let commands: [Command]? = state.withLock { state in
          if state.isClosed || Task.isCancelled { return [] }
          state.lastSeen = .now
          let commands = state.queue.poll(id, limit: limit, channels: channels)
          guard commands.isEmpty else { return commands }
          // Under the lock, so that whoever resumes the poll finds the timer to cancel.
          let timer = eventLoop.scheduleTask(in: wait) { self.endPoll(id) }
          state.polls[id] = Poll(continuation: continuation, timer: timer)
          return nil
        }
        if let commands { continuation.resume(returning: commands) }
      }
    } onCancel: {
      endPoll(id)
    }
  }

  /// Takes back what could not be handed to a client that has left.
  func putBack(_ commands: [Command]) {
    let resumptions = state.withLock { state in
      state.queue.putBack(commands).map { (state.polls.removeValue(forKey: $0.poll), $0.commands) }
    }
    for (poll, commands) in resumptions { poll?.resume(commands) }
  }

  /// Hands an answer to the waiting caller.
  func deliver(_ answer: Answer, shardToken: String?) -> CommandQueue.Verdict {
    let (verdict, caller) = state.withLock { state in
      state.lastSeen = .now
      let verdict = state.queue.verdict(requestID: answer.requestID, shardToken: shardToken)
      guard verdict == .accepted else { return (verdict, nil as AsyncStream<AnswerEvent>.Continuation?) }
      guard answer.kind.isTerminal else { return (verdict, state.callers[answer.requestID]) }
      state.queue.close(requestID: answer.requestID)
      return (verdict, state.callers.removeValue(forKey: answer.requestID))
    }
    caller?.yield(answer.kind.isTerminal ? .final(answer) : .notification(answer))
    if answer.kind.isTerminal { caller?.finish() }
    return verdict
  }

  /// Ends all waiting, now and later.
  func close() {
    let (polls, callers) = state.withLock { state in
      state.isClosed = true
      defer { (state.polls, state.callers) = ([:], [:]) }
      return (Array(state.polls.values), Array(state.callers.values))
    }
    for poll in polls { poll.resume([]) }
    for caller in callers {
      caller.yield(.closed)
      caller.finish()
    }
  }

  private func endPoll(_ id: CommandQueue.PollID) {
    let poll = state.withLock { state in
      _ = state.queue.endPoll(id)
      state.lastSeen = .now
      return state.polls.removeValue(forKey: id)
    }
    poll?.resume([])
  }
}
