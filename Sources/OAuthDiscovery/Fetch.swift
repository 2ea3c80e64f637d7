import CurlHTTP
import NIOCore

/// One request of discovery: the head, and the body of a 200 where it is wanted; everything within one limit, redirects
/// included.
@NetworkLoop
final class Fetch: HTTPReceiver {
  /// Of a body that is read (OA-05).
  static let bodyLimit = 1 << 20
  /// A body that nobody wants is read to its end up to this size, so that the connection can be used again.
  private static let drainLimit = 16 << 10

  private let wantsBody: Bool
  private var head: HTTPResponseHead?
  private var isLate = false
  private var timer: LoopTimer?
  private var outcome: MetadataSearch.Outcome?
  private var continuation: CheckedContinuation<MetadataSearch.Outcome, Never>?

  private init(wantsBody: Bool) {
    self.wantsBody = wantsBody
  }

  /// Cancelling the task ends the request.
  static func send(_ request: HTTPRequest, limit: Duration, wantsBody: Bool) async -> MetadataSearch.Outcome {
    let fetch = Fetch(wantsBody: wantsBody)
    let transfer = HTTPClient().start(request, receiver: fetch, bodyLimit: bodyLimit)
    fetch.timer = NetworkLoop.schedule(after: limit) {
      fetch.isLate = true
      transfer.cancel()
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { fetch.wait($0) }
    } onCancel: {
      NetworkLoop.execute { transfer.cancel() }
    }
  }

  private func wait(_ continuation: CheckedContinuation<MetadataSearch.Outcome, Never>) {
    if let outcome { continuation.resume(returning: outcome) } else { self.continuation = continuation }
  }

  func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling {
    self.head = head
    if wantsBody, head.status == 200 { return .collect }
    // An event stream would never end.
    return (head.contentLength ?? .max) <= Self.drainLimit ? .discard : .cancel
  }

  func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {}

  func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer) {
    timer?.cancel()
    let outcome = outcome(failure, transfer.body)
    self.outcome = outcome
    continuation?.resume(returning: outcome)
    continuation = nil
  }

  private func outcome(_ failure: HTTPFailure?, _ body: ByteBuffer) -> MetadataSearch.Outcome {
    guard let head else {
      if isLate { return .failure(HTTPFailure(.timeout, kind: "timeout", detail: "no answer in time")) }
      return .failure(failure ?? HTTPFailure(.closed, kind: "eof", detail: "no answer"))
    }
    var answer = FetchAnswer(status: head.status, headers: head.headers, mediaType: head.mediaType)
    guard wantsBody, head.status == 200, let failure else {
      answer.body = body
      return .success(answer)
    }
    switch failure.source {
    case .tooLarge:
      answer.bodyFailure = "the body is larger than 1 MiB"
      return .success(answer)
    case _ where isLate:
      return .failure(HTTPFailure(.timeout, kind: "timeout", detail: "the body did not come in time"))
    default: return .failure(failure)
    }
  }
}
