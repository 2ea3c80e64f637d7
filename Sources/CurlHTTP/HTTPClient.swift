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
  public func send(
    _ request: HTTPRequest, bodyLimit: Int = HTTPClient.defaultBodyLimit,
    keepsBody: @escaping @NetworkLoop (HTTPResponseHead) -> Bool = { _ in true }
  ) async throws(HTTPFailure) -> HTTPResponse {
    let pending = begin(request, bodyLimit: bodyLimit, keepsBody: keepsBody)
    guard let response = try await pending.answer() else {
      throw HTTPFailure(.internal, kind: "unknown", detail: "waited for without an end, and given up")
    }
    return response
  }

  /// Sends a request whose answer is collected, and waited for by ``PendingResponse/answer(headWithin:)``. It goes on
  /// until it is cancelled or its own timeout has passed.
  public func begin(
    _ request: HTTPRequest, bodyLimit: Int = HTTPClient.defaultBodyLimit,
    keepsBody: @escaping @NetworkLoop (HTTPResponseHead) -> Bool = { _ in true }
  ) -> PendingResponse {
    let collector = PendingResponse.Collector(keepsBody)
    return PendingResponse(of: start(request, receiver: collector, bodyLimit: bodyLimit), by: collector)
  }
}
