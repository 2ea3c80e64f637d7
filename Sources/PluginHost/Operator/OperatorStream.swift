import CurlHTTP

/// The reader's end of a stream of events. Letting go of it tells the plugin that nobody reads any more.
public final class OperatorStream: Sendable {
  public struct Event: Sendable {
    public let name: String
    /// Nil: it has none.
    public let id: UInt64?
    /// One line.
    public let data: [UInt8]

    /// What it counts for where it waits, in bytes.
    var size: Int { name.utf8.count + data.count }

    /// Whether a stream can carry it: nothing in it ends a line.
    static func isWellFormed(name: String, data: some Sequence<UInt8>) -> Bool {
      name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } && !data.contains { $0 == 0x0A || $0 == 0x0D }
    }
  }

  /// The plugin's own process ended before the stream did.
  public struct Lost: Error, CustomStringConvertible {
    public let description: String
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
  ///
  /// - Throws: what `body` does; ``Lost``, behind the events that still came.
  public func read(
    isolation: isolated (any Actor)? = #isolation, _ body: (Event) async throws -> Void
  ) async throws {
    for try await event in queue.events {
      defer { queue.took(event) }
      try await body(event)
    }
  }
}
