import CommandDispatch
import Operator

extension RequestLog.Slot {
  /// The command is over.
  mutating func end(_ end: CommandOutcome) {
    switch end {
    case .answered(_, let failed):
      record.status = failed && outcome == .ok ? .rejected : outcome
    case .expired:
      record.status = .dropped
      record.failure = record.failure ?? lateness
    case .undelivered:
      record.status = .undelivered
      record.failure = undelivered
    }
  }

  /// Whose time it was that the deadline passed in.
  private var lateness: RequestFailure {
    let (source, where_): (RequestFailure.Source, String) =
      if record.timing.answered >= 0 {
        (.service, "the service took the answer")
      } else if record.timing.called >= 0 {
        (.mcpServer, "the MCP server answered")
      } else {
        (.client, "a worker was free")
      }
    return RequestFailure(
      source: source, kind: "deadline", text: "the caller's deadline passed before \(where_)")
  }

  private var undelivered: RequestFailure {
    guard let last = record.attempts.last else {
      return RequestFailure(source: .client, kind: "undelivered", text: "the answer was not sent")
    }
    guard last.status > 0 else {
      return RequestFailure(
        source: .network, kind: "undelivered", text: "the service could not be reached: \(last.error)")
    }
    return RequestFailure(
      source: .service, kind: "undelivered", text: "the service refused the answer with \(last.status): \(last.error)")
  }
}

extension RequestRecord {
  /// The attempt under way is over, at so many microseconds after the command came.
  mutating func closeAttempt(at now: Int64, status: Int, failure: String) {
    func close(_ attempt: inout RequestAttempt) {
      // More attempts than are remembered end here, too.
      guard attempt.duration < 0 else { return }
      attempt.duration = max(0, now - attempt.start)
      attempt.status = status
      attempt.error = failure
    }
    if retries.isEmpty {
      guard var attempt = firstAttempt else { return }
      close(&attempt)
      firstAttempt = attempt
    } else {
      close(&retries[retries.count - 1])
    }
  }
}
