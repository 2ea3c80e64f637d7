public import CurlHTTP
public import Logging
import NIOCore
import RawJSON

/// The connection to the control plane: polls for commands for as long as it runs.
@NetworkLoop
public final class Session {
  private var settings: ControlPlaneSettings
  private let serverInfo: ServerInfo
  private var headers: RequestHeaders
  private let sink: any CommandSink
  private let logger: Logger
  private let observer: (any SessionObserver)?
  private let client = HTTPClient()
  private var machine = PollStateMachine()
  private var random = SystemRandomNumberGenerator()

  public private(set) var lastSuccess: ContinuousClock.Instant?
  public private(set) var lastError: String?
  /// What kept the last poll from having an answer.
  private var lastFailure: HTTPFailure?
  public var state: PollStateMachine.State { machine.state }
  public var consecutiveFailures: Int { machine.consecutiveFailures }

  /// The service hands out at most so many commands at once (dataplane spec GEN-06).
  private static let batchLimit = 25

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
  }

  /// The next poll brings this key; the one under way is not disturbed.
  public func replace(apiKey: String) {
    settings.apiKey = apiKey
    headers = RequestHeaders(settings, serverInfo: serverInfo)
  }

  /// Polls until the task is cancelled; a poll under way is then aborted. Never throws: every failure is retried.
  public func run() async {
    logger.info("polling for commands", metadata: ["url": "\(settings.baseURL)", "tunnel_id": "\(settings.tunnelID)"])
    while !Task.isCancelled {
      if sink.room == 0 {
        await sink.waitForRoom()
        continue
      }
      let started = ContinuousClock.now
      let outcome = await poll(limit: min(sink.room, Self.batchLimit))
      let lasted = ContinuousClock.now - started
      guard !Task.isCancelled else {
        observer?.polled(PollReport(outcome: outcome, lasted: lasted, failure: lastFailure, retryIn: .zero))
        break
      }
      let wasFailing = machine.consecutiveFailures > 0
      let previous = machine.state
      let wait = machine.wait(after: outcome, using: &random)
      observer?.polled(PollReport(outcome: outcome, lasted: lasted, failure: lastFailure, retryIn: wait))
      report(outcome, previous: previous, wasFailing: wasFailing, wait: wait)
      if wait > .zero { try? await LoopClock.sleep(for: wait) }
    }
    logger.info("stopped polling")
  }

  private func poll(limit: Int) async -> PollStateMachine.Outcome {
    let started = ContinuousClock.now
    let wait = machine.pollWait(settings.pollWait)
    let request = HTTPRequest(
      method: "GET", url: settings.url("/poll?limit=\(limit)&timeout_ms=\(max(1, wait.milliseconds))"),
      headers: headers.poll, unixSocket: settings.unixSocket, timeout: wait + settings.pollGuardrail)
    observer?.polling(allowing: wait, deadline: wait + settings.pollGuardrail)
    lastFailure = nil
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try await client.send(request)
    } catch {
      lastFailure = error
      lastError = "\(error.kind): \(error.detail)"
      return .failed
    }
    switch response.head.status {
    case 200:
      do throws(JSONError) {
        let items = try PollDecoder.decode(response.body, receivedAt: response.head.receivedAt)
        if !items.isEmpty { sink.admit(items) }
        return succeeded(items.count, since: started, asked: wait)
      } catch {
        lastError = "the poll's answer is not usable: \(error)"
        return .failed
      }
    case 204:
      return succeeded(0, since: started, asked: wait)
    case let status:
      let error = ServiceError(status: status, body: response.body)
      lastError = error.description
      let retryAfter = RetryAfter.parse(response.head.headers.first("retry-after"), now: WallClock.seconds())
      return .refused(status: status, retryAfter: retryAfter)
    }
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
    case .answered:
      if wasFailing { logger.info("poller recovered; polling operational") }
      lastError = nil
    case .refused, .failed:
      // One clear line for each change of state; the repetitions are for whoever looks closely.
      let isNews = machine.state != previous || !wasFailing
      logger.log(
        level: isNews ? .warning : .debug,
        machine.state == .refused
          ? "the control plane refuses us; trying again slowly" : "poll failed; backing off",
        metadata: ["error": "\(lastError ?? "unknown")", "retry_in_ms": "\(wait.milliseconds)"])
    }
  }
}
