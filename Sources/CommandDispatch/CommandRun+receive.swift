import ControlPlane
import CurlHTTP
import Logging
import PluginHost

// What the plugin reports.
extension CommandRun {
  func receive(_ event: ExchangeEvent) {
    receive(event, attempt: 0)
  }

  /// An event of the command's exchange number `attempt`; only the last one counts.
  func receive(_ event: ExchangeEvent, attempt: Int) {
    guard attempt == course.attempt else { return }
    if case .finished(let outcome) = event {
      exchange = nil
      if outcome.failure == .closed { gate?.serverClosed() }
    }
    // Events that were on their way when the command ended.
    guard terminal == nil, !isDone, !course.appendToKept(event) else { return }
    if case .head(let status, let headers) = event {
      head = Answer.Head(status: status, headers: course.headers(headers))
    } else if !isRedirected(by: event) {
      pass(event)
    }
  }

  /// Whether the gate sends the command another way because of this event.
  private func isRedirected(by event: ExchangeEvent) -> Bool {
    guard course.isWatched || event.isEnd && (head?.status ?? 200) >= 400, let gate,
      let answer = WatchedAnswer(event, status: head?.status)
    else { return false }
    if course.isWatched {
      course.isWatched = false
      guard !gate.accepts(answer, to: self) else { return false }
      course.keep(event)
    } else {
      guard course.takeRetry(after: answer.status) else {
        gate.doubt(answer, to: self)
        return false
      }
      gate.sessionEnded(for: self)
    }
    take(gate.admit(self))
    return true
  }

  /// What the server said goes to the caller.
  func pass(_ event: ExchangeEvent) {
    guard terminal == nil else { return }
    switch event {
    case .head: break
    case .notification(let json):
      gate?.observe(notification: json, to: self)
      guard course.passes(json) else { return }
      outbox.add(notification: Answer.notification(json, head: head))
      postNext()
    case .response(let json):
      gate?.observe(json, to: self)
      var response = Answer.response(course.translated(json), head: head)
      response.timing = timing
      answer(response, failed: false)
    case .ignored(let what):
      logger.debug(
        "message of the server ignored",
        metadata: ["reason": "\(what.rawValue)", "request_id": "\(command.requestID)"])
    case .finished(let outcome):
      let (response, failure) = Answer.ended(command, outcome: outcome, head: head)
      if let failure { log(failure, code: response.code, detail: outcome.detail) }
      answer(response, failed: failure != nil)
    }
  }

  /// Only of an answer that the server gave itself; made once, so that every attempt to deliver it says the same.
  private var timing: ResponseTiming? {
    guard sendsTiming, let calledAt, let gate else { return nil }
    return ResponseTiming(elapsed: .now - calledAt, processAffinity: gate.binding.hasProcessAffinity)
  }
}
