public import CurlHTTP
public import Logging
import NIOCore

/// Posts responses to the control plane and keeps at it for as long as it makes sense.
@NetworkLoop
public final class ResponseDelivery {
  /// How a delivery ended.
  public enum Disposition: Sendable, Equatable {
    case accepted
    /// The service does not wait for it any more (404).
    case alreadyOver
    /// A permanent no to this very response.
    case refused(status: Int)
    /// A notification without an answer: not repeated.
    case lost
    /// Deadline or patience ran out.
    case expired
    case cancelled
  }

  private var settings: ControlPlaneSettings
  private var serverInfo: ServerInfo
  private var headers: RequestHeaders
  private let observer: (any DeliveryObserver)?
  private let logger: Logger
  private let client = HTTPClient()
  private var random = SystemRandomNumberGenerator()

  /// One attempt may take so long, whatever the command's deadline (dataplane spec CP-06).
  private var attemptLimit: Duration { settings.pollWait + settings.pollGuardrail }

  public nonisolated init(
    _ settings: ControlPlaneSettings, serverInfo: ServerInfo, observer: (any DeliveryObserver)? = nil, logger: Logger
  ) {
    self.settings = settings
    self.serverInfo = serverInfo
    self.observer = observer
    headers = RequestHeaders(settings, serverInfo: serverInfo)
    self.logger = logger
  }

  /// Every attempt from now on brings these, also those for responses that are on their way.
  public func replace(_ credentials: ControlPlaneCredentials) {
    settings.credentials = credentials
    headers = RequestHeaders(settings, serverInfo: serverInfo)
  }

  /// Every attempt from now on says this of the channels.
  public func replace(_ serverInfo: ServerInfo) {
    self.serverInfo = serverInfo
    headers = RequestHeaders(settings, serverInfo: serverInfo)
  }

  /// Posts a response for a command; `completion` is called once, later, on the loop. Every attempt sends the same
  /// body.
  @discardableResult
  public func post(
    _ response: TunnelResponse, for command: Command, completion: @escaping @NetworkLoop (Disposition) -> Void
  ) -> Posting {
    let now = ContinuousClock.now
    let request = HTTPRequest(
      method: "POST", url: settings.url("/response"), body: .segments(response.body(for: command)),
      unixSocket: settings.unixSocket, timeout: attemptLimit, route: .controlPlane)
    observer?.delivering(response, for: command)
    let posting = Posting(
      request, response: response, command: command,
      machine: DeliveryStateMachine(isTerminal: response.kind.isTerminal, deadline: command.deadline, now: now),
      deadline: command.deadline, delivery: self, completion: completion)
    posting.attempt()
    return posting
  }

  fileprivate func start(_ request: HTTPRequest, for command: Command, _ posting: Posting) -> HTTPTransfer {
    var request = request
    request.headers = headers.response(shardToken: command.shardToken, clientRequestID: command.clientRequestID)
    observer?.attempting(posting.response, for: command)
    return client.start(request, receiver: posting, bodyLimit: 64 << 10)
  }

  fileprivate func ended(_ posting: Posting, _ disposition: Disposition) {
    logger.debug(
      disposition == .accepted ? "response delivered" : "response not delivered",
      metadata: posting.logMetadata.merging([
        "resp_type": "\(posting.response.kind.rawValue)", "status_code": "\(posting.response.code)",
      ]) { $1 })
    observer?.delivered(posting.response, for: posting.command, disposition, status: posting.lastStatus)
  }

  fileprivate func action(
    after attempt: DeliveryStateMachine.Attempt, _ machine: inout DeliveryStateMachine
  ) -> DeliveryStateMachine.Action {
    machine.next(after: attempt, now: .now, using: &random)
  }

  fileprivate func attempted(_ posting: Posting, status: Int?, failure: String) {
    observer?.attempted(posting.response, for: posting.command, status: status, failure: failure)
  }

  fileprivate func note(_ posting: Posting, retryIn wait: Duration) {
    logger.debug(
      "response not delivered yet",
      metadata: posting.logMetadata.merging(["retry_in_ms": "\(wait.milliseconds)"]) { $1 })
  }
}

/// One response on its way.
@NetworkLoop
public final class Posting: HTTPReceiver {
  private var request: HTTPRequest
  fileprivate let response: TunnelResponse
  fileprivate let command: Command
  private var machine: DeliveryStateMachine
  private let deadline: ContinuousClock.Instant?
  private let delivery: ResponseDelivery
  private var completion: (@NetworkLoop (ResponseDelivery.Disposition) -> Void)?
  private var transfer: HTTPTransfer?
  private var timer: LoopTimer?
  private var head: HTTPResponseHead?
  fileprivate private(set) var lastStatus: Int?
  /// Why the last attempt was no success; empty: it was one, or there was none.
  public private(set) var lastFailure = ""
  /// What the service calls the last attempt (CP-10).
  public private(set) var serviceRequestID: String?

  fileprivate init(
    _ request: HTTPRequest, response: TunnelResponse, command: Command, machine: DeliveryStateMachine,
    deadline: ContinuousClock.Instant?,
    delivery: ResponseDelivery, completion: @escaping @NetworkLoop (ResponseDelivery.Disposition) -> Void
  ) {
    self.request = request
    self.response = response
    self.command = command
    self.machine = machine
    self.deadline = deadline
    self.delivery = delivery
    self.completion = completion
  }

  fileprivate var logMetadata: Logger.Metadata {
    var metadata: Logger.Metadata = ["request_id": "\(command.requestID)"]
    metadata["tunnel_request_id"] = "\(serviceRequestID ?? "missing_request_id")"
    if !lastFailure.isEmpty { metadata["error"] = "\(lastFailure)" }
    return metadata
  }

  /// How often it was sent.
  public var attempts: Int { machine.attempts }

  /// Gives up; `completion` follows with `.cancelled` unless it was called.
  public func cancel() {
    transfer?.cancel()
    timer?.cancel()
    complete(.cancelled)
  }

  fileprivate func attempt() {
    guard completion != nil else { return }
    var request = request
    if let deadline {
      let left = deadline - .now
      guard left > .zero else { return complete(.expired) }
      request.timeout = min(request.timeout ?? left, left)
    }
    head = nil
    (lastFailure, serviceRequestID) = ("", nil)
    transfer = delivery.start(request, for: command, self)
  }

  public func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling {
    self.head = head
    lastStatus = head.status
    serviceRequestID = head.headers.serviceRequestID
    return head.status < 300 ? .discard : .collect
  }

  public func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {}

  public func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer) {
    self.transfer = nil
    guard completion != nil else { return }
    let attempt: DeliveryStateMachine.Attempt
    if let head {
      // The status is the answer, even when the rest of it was cut off.
      let retryAfter = RetryAfter.parse(head.headers.first("retry-after"), now: WallClock.seconds())
      attempt = .answered(status: head.status, retryAfter: retryAfter)
      if head.status >= 300 { lastFailure = ServiceError(status: head.status, body: transfer.body).description }
    } else {
      attempt = failure?.isBeforeSending == true ? .unsent : .failed
      lastFailure = failure.map { "\($0.kind): \($0.detail)" } ?? "no answer"
    }
    delivery.attempted(self, status: head?.status, failure: lastFailure)
    switch delivery.action(after: attempt, &machine) {
    case .done(let disposition):
      complete(disposition)
    case .retry(let wait):
      delivery.note(self, retryIn: wait)
      timer = NetworkLoop.schedule(after: wait) { [self] in self.attempt() }
    }
  }

  private func complete(_ disposition: ResponseDelivery.Disposition) {
    let completion = self.completion
    self.completion = nil
    if completion != nil { delivery.ended(self, disposition) }
    completion?(disposition)
  }
}

extension HTTPFailure {
  /// Nothing of the request has left.
  fileprivate var isBeforeSending: Bool {
    switch source {
    case .dns, .tls, .connect: true
    case .closed, .timeout, .protocol, .internal, .tooLarge, .cancelled: false
    }
  }
}
