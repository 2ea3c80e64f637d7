import Synchronization

/// The last events of a kind, numbered from 1 without gaps, bounded by count and by bytes (W-46).
///
/// Readers keep a number and ask for what came after it, so a reader that lags costs nothing but what it may miss, and
/// learns how much that is. Safe from any thread; appending never waits for a reader.
public final class EventHistory<Event: Sendable>: Sendable {
  /// An event and its number.
  public struct Entry: Sendable {
    /// From 1, one higher than that of the event before.
    public let sequence: UInt64
    /// What happened.
    public let event: Event
    let cost: Int
  }

  /// A part of the history.
  public struct Page: Sendable {
    /// Oldest first, in a row.
    public var entries: [Entry]
    /// What the asker has missed for good: it was pushed out before it was asked for.
    public var lost: ClosedRange<UInt64>?
  }

  private struct State {
    /// Everything before `head` has been pushed out; it is cut off now and then.
    var entries: [Entry?] = []
    var head = 0
    var next: UInt64 = 1
    var bytes = 0
    var readers: [UInt64: AsyncStream<Void>.Continuation] = [:]
    var nextReader: UInt64 = 0
    var isClosed = false

    var count: Int { entries.count - head }
    var first: UInt64 { next - UInt64(count) }
  }

  /// The most events that are kept.
  public let maxCount: Int
  /// The most bytes that are kept, as the appender counts them; the newest event is kept whatever its size.
  public let maxBytes: Int
  private let state = Mutex(State())

  /// An empty history; both bounds are at least 1.
  public init(maxCount: Int, maxBytes: Int) {
    self.maxCount = max(maxCount, 1)
    self.maxBytes = max(maxBytes, 1)
  }

  /// Adds an event that takes about `bytes` of memory, pushes out the oldest ones beyond the bounds, and wakes readers.
  ///
  /// - Returns: the event's number.
  @discardableResult
  public func append(_ event: Event, bytes: Int) -> UInt64 {
    let (sequence, readers) = state.withLock { state in
      let sequence = state.next
      state.next += 1
      state.entries.append(Entry(sequence: sequence, event: event, cost: bytes))
      state.bytes += bytes
      while state.count > 1, state.count > maxCount || state.bytes > maxBytes {
        state.bytes -= state.entries[state.head]?.cost ?? 0
        state.entries[state.head] = nil
        state.head += 1
      }
      if state.head > max(64, state.count) {
        state.entries.removeFirst(state.head)
        state.head = 0
      }
      return (sequence, Array(state.readers.values))
    }
    for reader in readers { reader.yield() }
    return sequence
  }

  /// The number of the newest event; 0 before the first.
  public var newest: UInt64 { state.withLock { $0.next - 1 } }

  /// Bytes that are kept now, as counted by `append`.
  public var bytes: Int { state.withLock { $0.bytes } }

  /// Up to `limit` events after number `sequence`, oldest first. A number that was never given out is that of an
  /// earlier process: its reader has missed all there is.
  public func page(after sequence: UInt64, limit: Int) -> Page {
    state.withLock { state in
      let after = sequence < state.next ? sequence : 0
      let start = max(after + 1, state.first)
      let lost = start > after + 1 ? after + 1...start - 1 : nil
      let from = state.head + Int(start - state.first)
      let entries = state.entries[from...].prefix(max(limit, 0))
      return Page(entries: entries.compactMap(\.self), lost: lost)
    }
  }

  /// The newest events for which `condition` holds, at most `limit`, oldest first.
  public func newest(_ limit: Int, where condition: (Entry) -> Bool = { _ in true }) -> [Entry] {
    // Events are immutable: the condition runs outside the lock, on a copy of the references.
    let all = state.withLock { $0.entries[$0.head...] }
    var found: [Entry] = []
    for case .some(let entry) in all.reversed() where found.count < limit && condition(entry) { found.append(entry) }
    return found.reversed()
  }

  /// A stream with an element whenever events may have been added, at once for the first time. Several additions may
  /// share one. It ends with `close()`.
  public func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let reader: UInt64? = state.withLock { state in
      guard !state.isClosed else { return nil }
      defer { state.nextReader += 1 }
      state.readers[state.nextReader] = continuation
      return state.nextReader
    }
    guard let reader else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.readers.removeValue(forKey: reader) }
    }
    continuation.yield()
    return stream
  }

  /// Ends all streams; events may still be added and read.
  public func close() {
    let readers = state.withLock { state in
      defer { state.readers = [:] }
      state.isClosed = true
      return Array(state.readers.values)
    }
    for reader in readers { reader.finish() }
  }
}
