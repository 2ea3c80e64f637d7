import CurlHTTP

extension OperatorRequests {
  /// How long the host waits for an answer; a stream may last.
  private static let answerLimit = Duration.seconds(180)

  /// Asks, and waits for the answer for no longer than the limit, or until the task is cancelled.
  ///
  /// - Parameters:
  ///   - start: Passes the request on under its handle; why it could not be, if so.
  ///   - takeBack: Takes it back from whoever has it, for that reason.
  /// - Returns: the answer, or why there is none; exactly once whatever happens.
  @NetworkLoop
  func ask(
    _ start: (UInt64) -> OperatorAnswer.Failure?,
    takeBack: @escaping @NetworkLoop @Sendable (UInt64, OperatorAnswer.Failure) -> Void
  ) async -> OperatorAnswer {
    let pending = PendingOperatorRequest()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<OperatorAnswer, Never>) in
        let handle = begin { outcome in
          pending.limit?.cancel()
          continuation.resume(returning: outcome)
        }
        guard let handle else { return continuation.resume(returning: .failed(.refused)) }
        pending.handle = handle
        pending.limit = NetworkLoop.schedule(after: Self.answerLimit) { takeBack(handle, .timeout) }
        if let failure = start(handle) { _ = respond(handle, .failed(failure)) }
      }
    } onCancel: {
      NetworkLoop.execute {
        if let handle = pending.handle { takeBack(handle, .closed) }
      }
    }
  }
}

/// One request on its way; only on the loop.
@NetworkLoop
private final class PendingOperatorRequest {
  var handle: UInt64?
  var limit: LoopTimer?

  nonisolated init() {}
}
