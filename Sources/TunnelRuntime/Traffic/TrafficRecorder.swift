import CommandDispatch
import ControlPlane
import CurlHTTP
import HTTPServing
import NIOCore
import Operator

/// Writes down what happens to each command. On its way: a clock reading and a few stores in a slot.
@NetworkLoop
final class TrafficRecorder {
  private(set) var log = RequestLog()
  private(set) var payloads = PayloadStore()
  private(set) var history: TrafficHistory
  private(set) var pollCycles = 0
  private(set) var pollErrors = 0
  private var capture = CaptureSwitch(configured: false)
  private var headerNames = HeaderNames()

  private static let mostRetries = 15
  private static let longestText = 128

  nonisolated init(channels: [String]) {
    history = TrafficHistory(channels: channels)
  }

  // MARK: A command's way

  func admitted(_ command: Command, at time: Timestamp) {
    var record = RequestRecord(
      sequence: command.sequence, requestID: command.requestID.bounded(to: Self.longestText),
      channel: command.channel, kind: command.recordKind, receivedAt: time)
    record.method = command.method?.bounded(to: Self.longestText) ?? ""
    record.tool = ToolName.of(command) ?? ""
    record.session = command.sessionMark
    record.bytesIn = command.payload.readableBytes
    record.headerNames = headerNames.text(of: command.headers)
    log.begin(record)
    if capture.isEverOn, capture.isOn(at: .now) {
      payloads.add(command.sequence, request: command.payload, headers: command.headers)
    }
    if command.sequence > UInt64(RequestLog.capacity) {
      payloads.forget(upTo: command.sequence - UInt64(RequestLog.capacity))
    }
  }

  func unsupported(_ command: Command) {
    reject(
      command,
      RequestFailure(source: .client, kind: "unsupported_channel", text: "nothing here serves this channel"))
  }

  func rejected(_ command: Command) {
    reject(command, RequestFailure(source: .service, kind: "unusable", text: "the command was not usable"))
  }

  private func reject(_ command: Command, _ failure: RequestFailure) {
    log.update(command.sequence) { slot in
      slot.outcome = .rejected
      slot.record.failure = failure
    }
  }

  func started(_ command: Command) {
    let now = command.microseconds
    log.update(command.sequence) { $0.record.timing.started = now }
  }

  func called(_ command: Command) {
    let now = command.microseconds
    log.update(command.sequence) { $0.record.timing.called = now }
  }

  func failed(_ command: Command, _ note: FailureNote) {
    let judgement = note.judgement
    log.update(command.sequence) { slot in
      slot.outcome = judgement.status
      slot.record.failure = judgement.failure
    }
  }

  func answering(_ command: Command, _ response: TunnelResponse) {
    let now = command.microseconds
    let isCaptured = payloads[command.sequence] != nil
    log.update(command.sequence) { slot in
      slot.record.timing.answered = now
      slot.record.code = response.code
      guard slot.record.failure == nil, response.kind == .response, let json = response.json,
        let judgement = AnswerVerdict.judge(json).judgement(showsMessage: isCaptured)
      else { return }
      slot.outcome = judgement.status
      slot.record.failure = judgement.failure
    }
    if isCaptured, let json = response.json { payloads.add(command.sequence, response: json) }
  }

  func ended(_ command: Command, _ outcome: CommandOutcome) {
    let now = command.microseconds
    var source: RequestFailure.Source?
    log.update(command.sequence) { slot in
      slot.record.timing.ended = now
      slot.end(outcome)
      source = slot.record.status == .ok ? nil : slot.record.failure?.source ?? .client
    }
    history.ended(channel: command.channel, microseconds: now, failure: source)
  }

  // MARK: Its responses

  func delivering(_ response: TunnelResponse, for command: Command) {
    let size = response.json?.reduce(0) { $0 + $1.readableBytes } ?? 0
    log.update(command.sequence) { slot in
      slot.record.bytesOut += size
      if !response.kind.isTerminal { slot.record.notifications += 1 }
    }
  }

  func attempting(_ response: TunnelResponse, for command: Command) {
    guard response.kind.isTerminal else { return }
    let attempt = RequestAttempt(start: command.microseconds)
    log.update(command.sequence) { slot in
      if slot.record.firstAttempt == nil {
        slot.record.firstAttempt = attempt
      } else if slot.record.retries.count < Self.mostRetries {
        slot.record.retries.append(attempt)
      }
    }
  }

  func attempted(_ response: TunnelResponse, for command: Command, status: Int?, failure: String) {
    guard response.kind.isTerminal else { return }
    let now = command.microseconds
    log.update(command.sequence) { slot in
      slot.record.closeAttempt(at: now, status: status ?? 0, failure: failure.bounded(to: 512))
    }
  }

  // MARK: Polls and time

  func polled(_ report: PollReport) {
    pollCycles += 1
    switch report.outcome {
    case .answered: break
    case .refused:
      pollErrors += 1
      history.failed(.service)
    case .failed where report.failure?.source == .cancelled: break
    case .failed:
      pollErrors += 1
      history.failed(.network)
    }
  }

  func close(second: Int, _ levels: TrafficHistory.Levels) {
    history.close(through: second, levels)
  }

  // MARK: Capturing

  func configureCapture(_ isOn: Bool) {
    capture = CaptureSwitch(configured: isOn)
  }

  var captureState: PayloadCapture { capture.state(at: .now) }

  /// Turned off by hand, what was captured goes, too.
  func setCapture(_ isOn: Bool, for duration: Duration?) {
    capture.set(isOn, for: duration, now: .now)
    if !isOn { payloads.removeAll() }
  }
}
