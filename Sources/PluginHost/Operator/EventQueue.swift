import Synchronization

/// The events of one stream between a plugin and its reader, bounded on its way.
final class EventQueue: Sendable {
  /// The most streams at one time, of all plugins.
  static let mostStreams = 64
  private static let mostEvents = 256
  private static let mostBytes = 1 << 20
  private static let streams = Atomic(0)

  let events: AsyncThrowingStream<OperatorStream.Event, any Error>
  private let continuation: AsyncThrowingStream<OperatorStream.Event, any Error>.Continuation
  private let whenTaken: (@Sendable (Int) -> Void)?
  private let waiting = Mutex((events: 0, bytes: 0))

  private init(_ whenTaken: (@Sendable (Int) -> Void)?) {
    (events, continuation) = AsyncThrowingStream.makeStream()
    self.whenTaken = whenTaken
  }

  deinit {
    Self.streams.wrappingSubtract(1, ordering: .relaxed)
  }

  /// Nil when too many streams are open. `whenTaken` gets the size of each event that the reader is done with.
  static func open(whenTaken: (@Sendable (Int) -> Void)? = nil) -> EventQueue? {
    guard streams.wrappingAdd(1, ordering: .relaxed).newValue <= mostStreams else {
      streams.wrappingSubtract(1, ordering: .relaxed)
      return nil
    }
    return EventQueue(whenTaken)
  }

  /// False: too much waits already; nothing was taken.
  func offer(_ event: OperatorStream.Event) -> Bool {
    let fits = waiting.withLock { waiting in
      guard waiting.events < Self.mostEvents, waiting.bytes + event.size <= Self.mostBytes else { return false }
      waiting.events += 1
      waiting.bytes += event.size
      return true
    }
    if fits { continuation.yield(event) }
    return fits
  }

  /// The reader has taken it.
  func took(_ event: OperatorStream.Event) {
    waiting.withLock { waiting in
      waiting.events -= 1
      waiting.bytes -= event.size
    }
    whenTaken?(event.size)
  }

  /// `lost`: the other side is gone in the middle of it; nil: it is complete.
  func finish(_ lost: OperatorStream.Lost? = nil) {
    continuation.finish(throwing: lost)
  }
}
