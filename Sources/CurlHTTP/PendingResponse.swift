/// A request under way, whose answer may be waited for again after one wait was in vain.
///
/// Whoever lets go of it without having had the answer cancels it first: nobody else does.
@NetworkLoop
public final class PendingResponse {
  private let transfer: HTTPTransfer
  private let collector: Collector

  init(of transfer: HTTPTransfer, by collector: Collector) {
    self.transfer = transfer
    self.collector = collector
  }

  /// The answer with its whole body; nil when not even its head has come within `limit` from now (nil: however long it
  /// takes). The request then goes on. Cancelling the task cancels the request. One task at a time may wait.
  public func answer(headWithin limit: Duration? = nil) async throws(HTTPFailure) -> HTTPResponse? {
    let (collector, transfer) = (collector, transfer)
    let outcome: Outcome? = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in collector.wait(continuation, headWithin: limit) }
    } onCancel: {
      NetworkLoop.execute { transfer.cancel() }
    }
    return try outcome?.get()
  }

  /// Whether something of the request was given to a connection, so that the server may know of it.
  public var hasLeft: Bool { transfer.hasLeft }

  /// Ends it; an answer that has come by now is kept.
  public func cancel() { transfer.cancel() }

  typealias Outcome = Result<HTTPResponse, HTTPFailure>

  /// Collects the answer for whoever waits.
  @NetworkLoop
  final class Collector: HTTPReceiver {
    private let keepsBody: @NetworkLoop (HTTPResponseHead) -> Bool
    private var responseHead: HTTPResponseHead?
    private var continuation: CheckedContinuation<Outcome?, Never>?
    private var headTimer: LoopTimer?
    /// The end, should it come while nobody waits: the runtime may hop in between.
    private var outcome: Outcome?

    init(_ keepsBody: @escaping @NetworkLoop (HTTPResponseHead) -> Bool) {
      self.keepsBody = keepsBody
    }

    func wait(_ continuation: CheckedContinuation<Outcome?, Never>, headWithin limit: Duration?) {
      if let outcome { return continuation.resume(returning: outcome) }
      self.continuation = continuation
      guard let limit, responseHead == nil else { return }
      headTimer = NetworkLoop.schedule(after: limit) { [weak self] in self?.resume(nil) }
    }

    private func resume(_ outcome: Outcome?) {
      headTimer?.cancel()
      headTimer = nil
      let continuation = self.continuation
      self.continuation = nil
      continuation?.resume(returning: outcome)
    }

    func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling {
      headTimer?.cancel()
      headTimer = nil
      responseHead = head
      return keepsBody(head) ? .collect : .discard
    }

    func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {}

    func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer) {
      let outcome: Outcome
      if let failure {
        outcome = .failure(failure)
      } else if let responseHead {
        outcome = .success(HTTPResponse(head: responseHead, body: transfer.body))
      } else {
        outcome = .failure(HTTPFailure(.closed, kind: "eof", detail: "no answer"))
      }
      self.outcome = outcome
      resume(outcome)
    }
  }
}
