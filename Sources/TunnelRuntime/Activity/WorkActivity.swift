import CommandDispatch
import HTTPServing

/// What has become of commands so far, from the queue to their end. Pure.
struct WorkActivity: Sendable {
  private(set) var enqueued = 0
  private(set) var dequeued = 0
  private(set) var lastEnqueue: Timestamp?
  private(set) var lastDequeue: Timestamp?
  private(set) var lastCompletion: Timestamp?
  private(set) var completed = 0
  private(set) var failures = 0
  private(set) var timeouts = 0

  mutating func admitted(at time: Timestamp) {
    enqueued += 1
    lastEnqueue = time
  }

  mutating func taken(at time: Timestamp) {
    dequeued += 1
    lastDequeue = time
  }

  mutating func ended(_ outcome: CommandOutcome, at time: Timestamp) {
    lastCompletion = time
    switch outcome {
    case .answered(_, let failed):
      completed += 1
      if failed { failures += 1 }
    case .expired: timeouts += 1
    case .undelivered: failures += 1
    }
  }
}
