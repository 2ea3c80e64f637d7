import Synchronization

/// The events of one stream between a plugin and its reader, bounded on its way.
final class EventQueue: Sendable {
  /// The most streams at one time, of all plugins.
  static let mostStreams = 64
  private static let mostEvents = 256
  private static let mostBytes = 1 << 20
  private static let streams = Atomic(0)

  let events: AsyncStream<OperatorStream.Event>
  private let continuation: AsyncStream<OperatorStream.Event>.Continuation
  private let waiting = Mutex((events: 0, bytes: 0))

  private init() {
    (events, continuation) = AsyncStream.makeStream()
  }

  deinit {
    Self.streams.wrappingSubtract(1, ordering: .relaxed)
  }

  /// Nil when too many streams are open.
  static func open() -> EventQueue? {
    guard streams.wrappingAdd(1, ordering: .relaxed).newValue <= mostStreams else {
      streams.wrappingSubtract(1, ordering: .relaxed)
      return nil
    }
    return EventQueue()
  }

  /// False: too much waits already; nothing was taken.
  func offer(_ event: OperatorStream.Event) -> Bool {
    let fits = waiting.withLock { waiting in
      guard waiting.events < Self.mostEvents, waiting.bytes + event.data.count <= Self.mostBytes else { return false }
      waiting.events += 1
      waiting.bytes += event.data.count
      return true
    }
    if fits { continuation.yield(event) }
    return fits
  }

  /// The reader has taken it.
  func took(_ event: OperatorStream.Event) {
    waiting.withLock { waiting in
      waiting.events -= 1
      waiting.bytes -= event.data.count
    }
  }

  func finish() {
    continuation.finish()
  }
}
