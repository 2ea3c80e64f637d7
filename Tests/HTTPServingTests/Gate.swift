/// An event that a test waits for.
struct Gate: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  /// Lets every waiter pass, now and later.
  func open() { continuation.finish() }

  /// Returns when the gate is open; throws when the waiting task is cancelled first.
  func pass() async throws {
    for await _ in stream {}
    try Task.checkCancellation()
  }
}
