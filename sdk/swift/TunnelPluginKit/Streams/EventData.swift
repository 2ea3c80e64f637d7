/// The data of the event under way: which slices of the chunk make it up, and what of it was already handed over.
///
/// Invariant: `slice` points into the chunk that `EventStreamParser.next` is working on; `spill` clears it before the
/// chunk goes away.
struct EventData {
  private let limit: Int
  private var count = 0
  private var hasLine = false
  /// Something of this event was handed over with `append`.
  private var kept = false
  private var overflowed = false
  private var slice = UnsafeRawBufferPointer(start: nil, count: 0)
  /// What is to be done before parsing goes on; only events that need several steps put something here.
  private var actions: [EventStreamParser.Action] = []

  init(limit: Int) {
    self.limit = limit
  }

  mutating func nextAction() -> EventStreamParser.Action? {
    actions.isEmpty ? nil : actions.removeFirst()
  }

  /// A `data` line begins: what there is gets a line feed behind it.
  mutating func beginLine() {
    guard hasLine, !overflowed else {
      hasLine = true
      return
    }
    spill()
    add(("\n" as StaticString).utf8Bytes)
    spill()
  }

  mutating func add(_ piece: UnsafeRawBufferPointer) {
    guard !overflowed else { return }
    count += piece.count
    guard count <= limit else {
      overflowed = true
      slice = UnsafeRawBufferPointer(start: nil, count: 0)
      actions.append(.overflow)
      return
    }
    slice = piece
  }

  /// Hands over what still lies in the chunk.
  mutating func spill() {
    guard !slice.isEmpty else { return }
    actions.append(.append(slice))
    kept = true
    slice = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// A blank line: the event is complete. Without a `data` line there is none.
  mutating func dispatch() {
    defer { reset() }
    guard hasLine, !overflowed else { return }
    if kept {
      spill()
      actions.append(.finish)
    } else {
      actions.append(.event(slice))
    }
  }

  mutating func end() -> EventStreamParser.Action? {
    defer { reset() }
    return kept && !overflowed ? .finish : nil
  }

  private mutating func reset() {
    count = 0
    hasLine = false
    kept = false
    overflowed = false
    slice = UnsafeRawBufferPointer(start: nil, count: 0)
  }
}
