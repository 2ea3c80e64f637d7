import Synchronization

/// What happened, in its order, for a test that waits for it.
public final class Mailbox<Item: Sendable>: Sendable {
  private let stream: AsyncStream<Item>
  private let continuation: AsyncStream<Item>.Continuation
  private let seen = Mutex<[Item]>([])

  public init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  public func put(_ item: Item) {
    seen.withLock { $0.append(item) }
    continuation.yield(item)
  }

  /// The next item that nobody has taken yet.
  public func next(isolation: isolated (any Actor)? = #isolation) async -> Item {
    var iterator = stream.makeAsyncIterator()
    guard let item = await iterator.next(isolation: isolation) else { preconditionFailure("cancelled") }
    return item
  }

  /// The next item that fulfils the condition; those before it are dropped.
  public func next(
    isolation: isolated (any Actor)? = #isolation, where condition: (Item) -> Bool
  ) async -> Item {
    while true {
      let item = await next()
      if condition(item) { return item }
    }
  }

  /// Everything that was put so far, taken or not.
  public var all: [Item] { seen.withLock { $0 } }
}
