import CurlHTTP

/// The reader's end of a stream of events. Letting go of it tells the plugin that nobody reads any more.
public final class OperatorStream: Sendable {
  public struct Event: Sendable {
    public let name: String
    /// Nil: it has none.
    public let id: UInt64?
    /// One line.
    public let data: [UInt8]
  }

  private let queue: EventQueue
  private let whenGone: @NetworkLoop @Sendable () -> Void

  /// `whenGone` runs on the loop, once nobody reads any more.
  init(_ queue: EventQueue, whenGone: @escaping @NetworkLoop @Sendable () -> Void) {
    self.queue = queue
    self.whenGone = whenGone
  }

  deinit {
    NetworkLoop.execute(whenGone)
  }

  /// Calls `body` for each event until the plugin ends the stream or the task is cancelled.
  public func read(
    isolation: isolated (any Actor)? = #isolation, _ body: (Event) async throws -> Void
  ) async throws {
    for await event in queue.events {
      defer { queue.took(event) }
      try await body(event)
    }
  }
}
