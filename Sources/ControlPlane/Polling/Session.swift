public import CurlHTTP
public import Logging
import NIOCore
import RawJSON

/// The connection to the control plane: polls for commands for as long as it runs, with one poll under way or with
/// several, which share what is known of the service and the room for what it hands out.
@NetworkLoop
public final class Session {
  private var settings: ControlPlaneSettings
  private var serverInfo: ServerInfo
  private var headers: RequestHeaders
  private let sink: any CommandSink
  private let logger: Logger
  private let observer: (any SessionObserver)?
  private let client = HTTPClient()
  private var machine = PollStateMachine()
  private var placement = PollPlacement()
  private var learnedWait = LearnedPollWait()
  private var shares: RoomShares
  private var repeated = RepeatedCommands()
  /// A poll has ended: shares and state are other ones.
  private let changes = Waiters()
  private var random = SystemRandomNumberGenerator()
  /// Of pollers that wait after a failure.
  private var pauses: [UInt64: Task<Void?, Never>] = [:]
  private var lastPause: UInt64 = 0

  /// Once the head is there the commands are on their way and nobody else will get them: cutting them off loses them.
  private static let bodyTimeout = Duration.seconds(30)

  public private(set) var lastSuccess: ContinuousClock.Instant?
  public private(set) var lastError: String?
  /// What the service said when it refused the last poll.
  private var lastRefusal: (error: ServiceError, requestID: String?)?
  public var state: PollStateMachine.State { machine.state }
  public var consecutiveFailures: Int { machine.consecutiveFailures }

  public nonisolated init(
    _ settings: ControlPlaneSettings, serverInfo: ServerInfo, sink: any CommandSink, observer: (any SessionObserver)?,
    logger: Logger
  ) {
    self.settings = settings
    self.serverInfo = serverInfo
    headers = RequestHeaders(settings, serverInfo: serverInfo)
    self.sink = sink
    self.observer = observer
    self.logger = logger
    shares = RoomShares(pollers: settings.pollers)
  }

  /// The next poll brings these; the one under way is not disturbed. `retriesNow`: after a failure it does not wait.
  public func replace(_ credentials: ControlPlaneCredentials, retriesNow: Bool = false) {
    settings.credentials = credentials
    headers = RequestHeaders(settings, serverInfo: serverInfo)
    if retriesNow { for pause in pauses.values { pause.cancel() } }
  }

  /// The next poll says this of the channels.
  public func replace(_ serverInfo: ServerInfo) {
    self.serverInfo = serverInfo
    headers = RequestHeaders(settings, serverInfo: serverInfo)
  }

  /// Polls until the task is cancelled; polls under way are then aborted. Never throws: every failure is retried.
  public func run() async {
    logger.info("polling for commands", metadata: ["url": "\(settings.baseURL)", "tunnel_id": "\(settings.tunnelID)"])
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<settings.pollers {
        group.addTask(executorPreference: NetworkLoop.executor) { await self.pollRepeatedly(isFirst: index == 0) }
      }
    }
    logger.info("stopped polling")
  }

  private func pollRepeatedly(isFirst: Bool) async {
    // One finds out whether the service lets us poll at all; the others need not ask the same.
    while !isFirst, machine.state == .connecting, !Task.isCancelled { await changes.wait() }
    await withDiscardingTaskGroup { latePolls in
      while !Task.isCancelled {
        guard let share = shares.take(of: sink.room) else {
          await waitForRoom()
          continue
        }
        let started = ContinuousClock.now
        let (outcome, failure) = await poll(limit: share) { late in
          latePolls.addTask(executorPreference: NetworkLoop.executor) { await self.follow(late) }
        }
        let lasted = ContinuousClock.now - started
        shares.give(back: share)
        // Looked at when this poller sleeps next: by then the state below is up to date.
        changes.wakeAll()
        guard !Task.isCancelled else {
          observer?.polled(PollReport(outcome: outcome, lasted: lasted, failure: .cancelled, retryIn: .zero))
          break
        }
        let wasFailing = machine.consecutiveFailures > 0
        let previous = machine.state
        let wait = machine.wait(after: outcome, using: &random)
        observer?.polled(PollReport(outcome: outcome, lasted: lasted, failure: failure, retryIn: wait))
        report(outcome, previous: previous, wasFailing: wasFailing, wait: wait)
        if wait > .zero { await pause(wait) }
      }
    }
  }

  private func pause(_ wait: Duration) async {
    let task = Task { try? await LoopClock.sleep(for: wait) }
    lastPause += 1
    let number = lastPause
    pauses[number] = task
    await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    pauses[number] = nil
  }

  /// Until the sink has more room than is asked for already, or another poll has given its share back.
  private func waitForRoom() async {
    let asked = shares.asked
    guard asked > 0 else { return await sink.waitForRoom(above: 0) }
    let growth = Task { @NetworkLoop [sink, changes] in
      await sink.waitForRoom(above: asked)
      // The cancelled one is what its poller leaves behind: to wake it for that would never end.
      if !Task.isCancelled { changes.wakeAll() }
    }
    await changes.wait()
    growth.cancel()
  }

  /// How it went, and what kept it from having an answer. One whose answer may still come is given to `followLate`.
  private func poll(
    limit: Int, followLate: (PendingResponse) -> Void
  ) async -> (PollStateMachine.Outcome, HTTPFailure?) {
    let started = ContinuousClock.now
    let ticket = placement.ticket
    let isProxied =
      HTTPRoutes.shared.proxy(for: settings.url("/poll"), on: .controlPlane, unixSocket: settings.unixSocket != nil)
      != nil
    let longest = isProxied ? learnedWait.wait(atMost: settings.pollWait) : settings.pollWait
    let wait = machine.pollWait(longest)
    let deadline = wait + settings.pollGuardrail
    let pending = client.begin(
      HTTPRequest(
        method: "GET", url: settings.pollURL(limit: limit, wait: wait),
        headers: headers.poll(shardToken: ticket.token), unixSocket: settings.unixSocket,
        timeout: deadline + settings.lateAnswerGrace + Self.bodyTimeout, route: .controlPlane))
    observer?.polling(allowing: wait, deadline: deadline)
    let response: HTTPResponse
    do throws(HTTPFailure) {
      guard let answer = try await pending.answer(headWithin: deadline) else {
        if pending.hasLeft, repeated.latePolls < settings.pollers {
          repeated.followingBegan()
          followLate(pending)
        } else {
          pending.cancel()
        }
        throw HTTPFailure(.timeout, kind: "timeout", detail: "no answer in time")
      }
      response = answer
    } catch {
      guard !Task.isCancelled else { return (.failed, error) }
      lastError = "\(error.kind): \(error.detail)"
      lastRefusal = nil
      placement.failed(ticket)
      if isProxied, error.source == .closed, !error.hadHead { learnedWait.lost(after: .now - started, asked: wait) }
      return (.failed, error)
    }
    return (judge(response, ticket, since: started, asked: wait), nil)
  }

  private func judge(
    _ response: HTTPResponse, _ ticket: PollPlacement.Ticket, since started: ContinuousClock.Instant, asked: Duration
  ) -> PollStateMachine.Outcome {
    switch response.head.status {
    case 200:
      do throws(JSONError) {
        let items = try decode(response)
        placement.succeeded(ticket)
        admit(items)
        return succeeded(items.count, since: started, asked: asked)
      } catch {
        lastError = "the poll's answer is not usable: \(error)"
        lastRefusal = nil
        return .failed
      }
    case 204:
      placement.succeeded(ticket)
      return succeeded(0, since: started, asked: asked)
    case let status:
      let error = ServiceError(status: status, body: response.body)
      lastError = error.description
      lastRefusal = (error, response.head.headers.serviceRequestID)
      if let correction = PollCorrection(status: status, headers: response.head.headers, body: response.body) {
        placement.corrected(by: correction, ticket)
      } else if status == 408 || (500..<600).contains(status) {
        placement.failed(ticket)
      }
      let retryAfter = RetryAfter.parse(response.head.headers.first("retry-after"), now: WallClock.seconds())
      return .refused(status: status, retryAfter: retryAfter)
    }
  }

  private func decode(_ response: HTTPResponse) throws(JSONError) -> [PolledItem] {
    try PollDecoder.decode(
      response.body, receivedAt: response.head.receivedAt, forwardsTraceContext: settings.forwardsTraceContext)
  }

  private func admit(_ items: [PolledItem]) {
    var items = items
    let count = repeated.remove(from: &items, at: .now)
    if count > 0 {
      logger.warning("the control plane has handed out commands again", metadata: ["ignored": "\(count)"])
    }
    if !items.isEmpty { sink.admit(items) }
  }

  /// Takes what a poll still brings that counts as failed already; of the service's health it says nothing.
  private func follow(_ late: PendingResponse) async {
    defer { repeated.followingEnded(at: .now) }
    guard let answer = try? await late.answer(headWithin: settings.lateAnswerGrace) else { return late.cancel() }
    guard answer.head.status == 200, let items = try? decode(answer), !items.isEmpty else { return }
    logger.warning("commands have come with an answer that was late", metadata: ["commands": "\(items.count)"])
    admit(items)
  }

  private func succeeded(
    _ commands: Int, since started: ContinuousClock.Instant, asked: Duration
  ) -> PollStateMachine.Outcome {
    lastSuccess = .now
    return .answered(commands: commands, lasted: .now - started, asked: asked)
  }

  private func report(
    _ outcome: PollStateMachine.Outcome, previous: PollStateMachine.State, wasFailing: Bool, wait: Duration
  ) {
    switch outcome {
    case .answered(let commands, _, _):
      if wasFailing { logger.info("poller recovered; polling operational") }
      lastError = nil
      logger.debug("poll cycle complete", metadata: ["commands_polled": "\(commands)"])
    case .refused, .failed:
      // One clear line for each change of state; the repetitions are for whoever looks closely.
      let isNews = machine.state != previous || !wasFailing
      logger.log(
        level: isNews ? .warning : .debug,
        machine.state == .refused
          ? "the control plane refuses us; trying again slowly" : "poll failed; backing off",
        metadata: failureMetadata(retryIn: wait))
    }
  }

  /// As the peer's log has it, so that searches for it find ours (PL-10, CP-10).
  private func failureMetadata(retryIn wait: Duration) -> Logger.Metadata {
    var metadata: Logger.Metadata = ["error": "\(lastError ?? "unknown")", "retry_in_ms": "\(wait.milliseconds)"]
    metadata["tunnel_request_id"] = "\(lastRefusal?.requestID ?? "missing_request_id")"
    if let error = lastRefusal?.error {
      metadata["status_code"] = "\(error.status)"
      if let code = error.code { metadata["error_code"] = "\(code)" }
    }
    return metadata
  }
}
