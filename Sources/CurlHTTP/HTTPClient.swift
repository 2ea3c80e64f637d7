/// Sends requests over the loop's pooled connections: keep-alive, HTTP/2 where TLS offers it, gzip.
@NetworkLoop
public struct HTTPClient {
  public nonisolated init() {}

  /// The largest body that is collected unless a caller says otherwise, in bytes.
  public nonisolated static let defaultBodyLimit = 64 << 20

  /// Starts a request; `receiver` is retained until its `done`, which comes later, never within this call.
  @discardableResult
  public func start(
    _ request: HTTPRequest, receiver: any HTTPReceiver, bodyLimit: Int = HTTPClient.defaultBodyLimit
  ) -> HTTPTransfer {
    let transfer = HTTPTransfer(request: request, receiver: receiver, bodyLimit: bodyLimit)
    NetworkLoop.shared.thread.transfers.add(transfer)
    return transfer
  }

  /// Sends a request and collects the answer. Cancelling the task cancels the transfer. A body that `keepsBody` does
  /// not want is thrown away as it comes, and is empty in the answer.
  ///
  /// With `bodyTimeout` the request's own timeout is for the head, and so much more is for what follows it.
  public func send(
    _ request: HTTPRequest, bodyLimit: Int = HTTPClient.defaultBodyLimit, bodyTimeout: Duration? = nil,
    keepsBody: @escaping @NetworkLoop (HTTPResponseHead) -> Bool = { _ in true }
  ) async throws(HTTPFailure) -> HTTPResponse {
    var request = request
    let collector = HTTPCollector(keepsBody)
    let headTimeout = bodyTimeout == nil ? nil : request.timeout
    if let headTimeout, let bodyTimeout { request.timeout = headTimeout + bodyTimeout }
    let transfer = start(request, receiver: collector, bodyLimit: bodyLimit)
    if let headTimeout { collector.expectHead(of: transfer, within: headTimeout) }
    let result: Result<HTTPResponse, HTTPFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in collector.wait(continuation) }
    } onCancel: {
      NetworkLoop.execute { transfer.cancel() }
    }
    return try result.get()
  }
}

/// Collects one answer for ``HTTPClient/send(_:bodyLimit:)``.
@NetworkLoop
private final class HTTPCollector: HTTPReceiver {
  typealias Outcome = Result<HTTPResponse, HTTPFailure>

  private let keepsBody: @NetworkLoop (HTTPResponseHead) -> Bool
  private var responseHead: HTTPResponseHead?
  private var continuation: CheckedContinuation<Outcome, Never>?
  private var headTimer: LoopTimer?
  private var headIsLate = false
  /// The end, should it come before somebody waits: the runtime may hop in between.
  private var outcome: Outcome?

  init(_ keepsBody: @escaping @NetworkLoop (HTTPResponseHead) -> Bool) {
    self.keepsBody = keepsBody
  }

  func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
    if let outcome { return continuation.resume(returning: outcome) }
    self.continuation = continuation
  }

  func expectHead(of transfer: HTTPTransfer, within limit: Duration) {
    headTimer = NetworkLoop.schedule(after: limit) { [weak self, weak transfer] in
      self?.headIsLate = true
      transfer?.cancel()
    }
  }

  func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling {
    headTimer?.cancel()
    responseHead = head
    return keepsBody(head) ? .collect : .discard
  }

  func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {}

  func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer) {
    headTimer?.cancel()
    let outcome: Outcome
    if headIsLate, responseHead == nil {
      outcome = .failure(HTTPFailure(.timeout, kind: "timeout", detail: "no answer in time"))
    } else if let failure {
      outcome = .failure(failure)
    } else if let responseHead {
      outcome = .success(HTTPResponse(head: responseHead, body: transfer.body))
    } else {
      outcome = .failure(HTTPFailure(.closed, kind: "eof", detail: "no answer"))
    }
    self.outcome = outcome
    continuation?.resume(returning: outcome)
    continuation = nil
  }
}
