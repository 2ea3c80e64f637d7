import ControlPlane
import CurlHTTP
import Logging
import MCPLifecycle
import NIOCore
import PluginHost
import RawJSON

/// One command from its worker slot to its terminal response: what the plugin reports, the deadline, and the POSTs.
@NetworkLoop
final class CommandRun: ExchangeReceiver {
  /// Sends a response on its way; calls back once, later, on the loop.
  typealias Post =
    @NetworkLoop (TunnelResponse, Command, @escaping @NetworkLoop (ResponseDelivery.Disposition) -> Void) -> Posting?

  let command: Command
  private let post: Post
  let discoverer: Discoverer?
  var discovery: Task<Void, Never>?
  let observer: (any DispatchObserver)?
  let logger: Logger
  private let completion: @NetworkLoop (CommandRun, CommandOutcome) -> Void

  var gate: ServerGate?
  private var isWaiting = false
  var course = ServerCourse()
  var exchange: Binding.Exchange?
  var head: Answer.Head?
  var outbox = Outbox()
  private var posting: Posting?
  private var limit: LoopTimer?
  var terminal: (code: Int, failed: Bool)?
  private var hasSubstitute = false
  private var finishGrace = Duration.zero
  var sendsTiming = false
  var calledAt: ContinuousClock.Instant?
  /// The gate's number of the server that the last exchange went to.
  private(set) var server = 0
  private(set) var isDone = false
  let startedAt = ContinuousClock.now

  init(
    _ command: Command, post: @escaping Post, discoverer: Discoverer? = nil, observer: (any DispatchObserver)?,
    logger: Logger, completion: @escaping @NetworkLoop (CommandRun, CommandOutcome) -> Void
  ) {
    self.command = command
    self.post = post
    self.discoverer = discoverer
    self.observer = observer
    self.logger = logger
    self.completion = completion
  }

  /// Hands the command to the channel's plugin, as soon as the gate lets it.
  func begin(at gate: ServerGate, _ limits: Dispatcher.Limits) {
    self.gate = gate
    finishGrace = limits.finishGrace
    sendsTiming = limits.sendsTiming
    armLimit(limits.window)
    switch command.kind {
    case .message: take(gate.admit(self))
    case .sessionTermination: start(call, receiver: self)
    case .oauthDiscovery: discover()
    }
  }

  /// The gate has made up its mind.
  func take(_ admission: Admission) {
    isWaiting = false
    guard terminal == nil, !isDone else { return }
    switch admission {
    case .waiting: isWaiting = true
    case .forward, .watched:
      if let kept = course.releaseKept() {
        for event in kept { pass(event) }
        return
      }
      course.isWatched = if case .watched = admission { true } else { false }
      start(call, receiver: course.next(for: self) ?? self)
    case .translated(let translation):
      withdraw(.shutdown)
      head = nil
      course.translate(translation)
      start(call.translated(by: translation), receiver: course.next(for: self) ?? self)
    case .answered(let response):
      withdraw(.shutdown)
      answer(response, failed: false)
    case .failed(let failure, let code, let detail):
      refuse(failure, code: code, detail)
    }
  }

  private func start(_ call: Binding.Call, receiver: any ExchangeReceiver) {
    calledAt = .now
    observer?.called(command)
    server = gate?.server ?? 0
    logger.debug("dispatcher forwarded command to MCP server", metadata: idsAndMethod)
    guard let exchange = gate?.binding.start(call, receiver: receiver) else {
      return refuse(.clientInternal(), code: 502, "the plugin refused the call")
    }
    self.exchange = exchange
  }

  /// The message as the lifecycle looks at it; nil when the command carries none.
  func withMessage<Result>(_ body: (CallerMessage) -> Result) -> Result? {
    guard case .message(let message) = command.kind else { return nil }
    return command.payload.withUnsafeReadableBytes {
      body(CallerMessage($0, message, declared: command.headers.declaredEra))
    }
  }

  /// Answers without a server.
  func answer(_ response: TunnelResponse, failed: Bool) {
    guard outbox.add(terminal: response) else { return }
    terminal = (response.code, failed)
    observer?.answering(command, response)
    postNext()
  }

  /// The client itself ends the call.
  func refuse(_ failure: TunnelFailure, code: Int, _ reason: String) {
    guard terminal == nil, !isDone else { return }
    withdraw(.shutdown)
    log(failure, code: code, detail: reason)
    answer(Answer.refusal(command, failure, code: code), failed: true)
  }

  private var call: Binding.Call {
    var kind = Binding.Call.Kind.sessionEnd
    var id: Range<Int>?
    var method: Range<Int>?
    if case .message(let message) = command.kind {
      kind =
        switch message.kind {
        case .request: .request
        case .notification: .notification
        case .response: .response
        }
      id = message.id
      method = message.method
    }
    return Binding.Call(
      kind: kind, message: command.payload, id: id, method: method, headers: command.headers,
      deadline: command.deadline)
  }

  // MARK: Time

  /// The caller's deadline or the read window (HT-06), whichever is first: a deadline of hours does not let a server
  /// that is gone keep a worker.
  private func armLimit(_ window: Duration) {
    let windowEnd = ContinuousClock.now + window
    if let deadline = command.deadline, deadline <= windowEnd {
      limit = NetworkLoop.schedule(at: deadline) { [weak self] in self?.expire() }
    } else {
      limit = NetworkLoop.schedule(at: windowEnd) { [weak self] in
        self?.refuse(.timeout, code: 504, "the server did not answer in time")
      }
    }
  }

  private func expire() {
    guard !isDone else { return }
    logger.warning("command response deadline reached; dropping without posting a response", metadata: ids)
    withdraw(.deadline)
    finish(.expired)
    posting?.cancel()
  }

  private func withdraw(_ reason: Binding.CancelReason) {
    if let exchange { gate?.binding.cancel(exchange, reason: reason) }
    exchange = nil
    discovery?.cancel()
    discovery = nil
  }

  // MARK: Posting

  func postNext() {
    guard !isDone, let response = outbox.next() else { return }
    posting = post(response, command) { [self] disposition in
      let last = posting
      posting = nil
      posted(response, disposition, last)
    }
  }

  private func posted(
    _ response: TunnelResponse, _ disposition: ResponseDelivery.Disposition, _ posting: Posting?
  ) {
    guard !isDone else { return }
    let isDelivered = disposition == .accepted || disposition == .alreadyOver
    outbox.posted(delivered: isDelivered)
    guard response.kind.isTerminal else { return postNext() }
    if case .refused(let status) = disposition, replaceRefused(response, status) { return }
    logDelivery(disposition, posting)
    finish(isDelivered ? .answered(code: response.code, failed: terminal?.failed ?? false) : .undelivered)
  }

  /// A result that the service will never take is replaced once by a small error (W-16).
  private func replaceRefused(_ response: TunnelResponse, _ status: Int) -> Bool {
    guard response.kind == .response, [400, 413, 422].contains(status), !hasSubstitute else { return false }
    hasSubstitute = true
    outbox = Outbox()
    logger.warning("the service refused a result; answering with an error instead", metadata: ids)
    let substitute = Answer.undeliverable(command, status: status)
    terminal = (substitute.code, true)
    observer?.failed(
      command,
      FailureNote(
        source: "undeliverable", kind: "", code: substitute.code,
        detail: "the service refused the result with \(status)"))
    _ = outbox.add(terminal: substitute)
    postNext()
    return true
  }

  private func finish(_ outcome: CommandOutcome) {
    guard !isDone else { return }
    isDone = true
    limit?.cancel()
    if isWaiting { gate?.forget(self) }
    logDroppedNotifications()
    // The answer is out. A plugin that never finishes would keep the exchange, and with it the command, for good.
    if exchange != nil { _ = NetworkLoop.schedule(after: finishGrace) { [self] in withdraw(.deadline) } }
    completion(self, outcome)
  }
}
