import ControlPlane
import CurlHTTP
import Logging
import MCPLifecycle
import NIOCore
import PluginHost

/// One ``ServerLifecycle``, the commands that wait for it, and the step that is under way.
@NetworkLoop
final class ServerLane {
  private let binding: any ChannelBinding
  private let logger: Logger
  private var lifecycle: ServerLifecycle
  private var waiting: [CommandRun] = []
  private var step: (kind: HandshakeStep, exchange: HandshakeExchange)?
  /// What is told of the last step to those who waited for it in vain.
  private typealias StepEnd = (status: Int?, detail: String)
  private var lastEnd: StepEnd?
  /// The process ended at our probe; a new one is on its way.
  private var restart: LoopTimer?

  /// What this server has said of itself.
  private(set) var observation = ServerObservation()
  /// Counts the servers, so that a late answer of one is not taken for the next one's.
  private(set) var server = 0

  private static let restartLimit = Duration.seconds(5)

  init(_ binding: any ChannelBinding, _ ownership: ServerLifecycle.Ownership, logger: Logger) {
    self.binding = binding
    self.logger = logger
    lifecycle = ServerLifecycle(ownership, clientName: "tunnel-client", clientVersion: HostVersion.current)
  }

  var isIdle: Bool { waiting.isEmpty && step == nil }

  func admit(_ run: CommandRun) -> Admission {
    let decision = decide(run)
    if case .fail(let failure) = decision { lifecycle.abandon(); return Self.admission(failure, run, after: nil) }
    return admission(decision, run)
  }

  func forget(_ run: CommandRun) {
    waiting.removeAll { $0 === run }
  }

  func accepts(_ answer: WatchedAnswer, to run: CommandRun) -> Bool {
    let verdict = run.withMessage { message in
      answer.withResponse { lifecycle.judge(message, status: answer.status, response: $0) }
    }
    return verdict != .decideAgain
  }

  func doubt(_ answer: WatchedAnswer) {
    answer.withResponse { lifecycle.doubt(status: answer.status, response: $0) }
  }

  func sessionEnded() {
    lifecycle.sessionEnded()
  }

  /// What is known of the server is not true any more.
  func serverChanged() {
    server &+= 1
    observation = ServerObservation()
    guard let step else { return lifecycle.void() }
    step.exchange.abandon()
    ended(step.kind, .init(outcome: .lost, failure: ExchangeOutcome(.closed, kind: "eof")))
  }

  /// The same when another plugin took over, with a server that is there: whoever waits for a handshake waits for the one
  /// with the new server, and loses nothing.
  func serverReplaced() {
    server &+= 1
    observation = ServerObservation()
    restart?.cancel()
    restart = nil
    let abandoned = step
    step = nil
    abandoned?.exchange.abandon()
    lifecycle.void()
    decideAgain()
  }

  func serverIsUp() {
    guard let restart else { return }
    restart.cancel()
    self.restart = nil
    decideAgain()
  }

  /// What an answer on its way to a caller tells of the server; nothing, but for a few methods.
  func observe(_ response: [ByteBuffer], to run: CommandRun) {
    guard run.server == server, case .message(let message) = run.command.kind,
      let request = run.command.payload.withUnsafeReadableBytes({ ObservedRequest($0, message) })
    else { return }
    guard response.reduce(0, { $0 + $1.readableBytes }) <= ServerObservation.mostBytes else {
      return observation.note(nil, to: request, at: .now)
    }
    ByteBuffer(joining: response).withUnsafeReadableBytes { observation.note($0, to: request, at: .now) }
  }

  /// A server's message on its way to a caller. What matters here is short.
  func observe(notification: ByteBuffer, to run: CommandRun) {
    guard run.server == server, notification.readableBytes <= 512 else { return }
    notification.withUnsafeReadableBytes { observation.note(notification: $0) }
  }

  // MARK: Decisions

  private func decide(_ run: CommandRun) -> Decision {
    run.withMessage { lifecycle.receive($0) } ?? .forward
  }

  private func admission(_ decision: Decision, _ run: CommandRun) -> Admission {
    switch decision {
    case .forward: return .forward
    case .forwardWatched: return .watched
    case .translate(let translation): return .translated(translation)
    case .answer(let reply): return .answered(Answer.reply(reply, to: run.command))
    case .acknowledge: return .answered(TunnelResponse(.notificationAck, code: 202))
    case .fail(let failure): return Self.admission(failure, run, after: nil)
    case .wait(let next):
      waiting.append(run)
      if step == nil, restart == nil { perform(next, for: run) }
      return .waiting
    }
  }

  private func decideAgain() {
    let runs = waiting
    waiting = []
    for (index, run) in runs.enumerated() where !run.isDone {
      let decision = decide(run)
      guard case .fail(let failure) = decision else {
        run.take(admission(decision, run))
        continue
      }
      lifecycle.abandon()
      logger.warning("the MCP server could not be initialized", metadata: ["reason": "\(failure.reason.rawValue)"])
      for run in runs[index...] where !run.isDone { run.take(Self.admission(failure, run, after: lastEnd)) }
      return
    }
  }

  private func failAll(_ failure: TunnelFailure, detail: String) {
    let runs = waiting
    waiting = []
    for run in runs where !run.isDone { run.take(.failed(failure, code: 502, detail: detail)) }
  }

  private static func admission(_ failure: HandshakeFailure, _ run: CommandRun, after end: StepEnd?) -> Admission {
    // Who sent the `initialize` that was refused sees the refusal.
    if let error = failure.error, run.command.method == "initialize" {
      return .answered(Answer.reply(Reply(error: error), to: run.command))
    }
    var detail = "the handshake with the MCP server failed (\(failure.reason.rawValue))"
    if let why = end?.detail, !why.isEmpty { detail += ": \(why)" }
    if failure.reason == .timeout { return .failed(.timeout, code: 504, detail: detail) }
    if let status = end?.status, status >= 400 {
      return .failed(.targetHTTP(status: status, kind: failure.reason.rawValue), code: status, detail: detail)
    }
    return .failed(.protocol(failure.reason.rawValue), code: 502, detail: detail)
  }

  // MARK: Steps

  private func perform(_ kind: HandshakeStep, for run: CommandRun) {
    let message = lifecycle.message(for: kind)
    let call = Binding.Call(
      kind: message.id == nil ? .notification : .request, message: ByteBuffer(bytes: message.bytes), id: message.id,
      method: message.method, headers: run.command.headers.changed(by: message.headers), deadline: nil)
    let exchange = HandshakeExchange(binding, isRequest: message.id != nil) { [weak self] end in
      self?.ended(kind, end)
    }
    step = (kind, exchange)
    exchange.begin(call, limit: message.limit)
  }

  private func ended(_ kind: HandshakeStep, _ end: HandshakeExchange.End) {
    step = nil
    lastEnd = (end.status, end.failure?.detail ?? "")
    logger.debug("lifecycle step \(kind) ended", metadata: ["outcome": "\(end.outcome.summary)"])
    let effect = lifecycle.complete(kind, end.outcome)
    if effect == .decideAgain { observation.note(kind, of: lifecycle, at: .now) }
    switch effect {
    case .decideAgain: decideAgain()
    case .passThrough:
      let runs = waiting
      waiting = []
      for run in runs where !run.isDone { run.take(.forward) }
    case .lost: lost(kind, end.failure ?? ExchangeOutcome(.closed))
    }
  }

  private func lost(_ kind: HandshakeStep, _ outcome: ExchangeOutcome) {
    guard case .discover = kind, outcome.kind == "eof" else {
      return failAll(TunnelFailure(outcome), detail: outcome.detail)
    }
    switch binding.serverPresence {
    case .unknown, .idle: failAll(TunnelFailure(outcome), detail: outcome.detail)
    // One of several children ended at the probe, or the next one is there already.
    case .up: decideAgain()
    case .down:
      logger.info("the MCP server ended at server/discover; it will be initialized instead when it is back")
      restart = NetworkLoop.schedule(after: Self.restartLimit) { [weak self] in
        self?.restart = nil
        self?.failAll(TunnelFailure(outcome), detail: outcome.detail)
      }
    }
  }
}

extension StepOutcome {
  /// For the log; never what the server wrote.
  fileprivate var summary: String {
    switch self {
    case .response(let bytes, _): "response of \(bytes.count) bytes"
    case .status(let status, _): "status \(status)"
    case .delivered: "delivered"
    case .timeout: "timeout"
    case .lost: "lost"
    }
  }
}
