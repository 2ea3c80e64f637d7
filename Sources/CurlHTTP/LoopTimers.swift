/// A pending call of the loop.
@NetworkLoop
public final class LoopTimer {
  let deadline: ContinuousClock.Instant
  private var fire: (@NetworkLoop () -> Void)?

  init(deadline: ContinuousClock.Instant, fire: @escaping @NetworkLoop () -> Void) {
    self.deadline = deadline
    self.fire = fire
  }

  /// Whether the call has neither happened nor been cancelled.
  public var isPending: Bool { fire != nil }

  /// Takes the call back. Without effect once it has happened.
  public func cancel() {
    fire = nil
  }

  func run() {
    let fire = self.fire
    self.fire = nil
    fire?()
  }
}

/// Pending calls in the order of their deadlines: a binary heap whose cancelled entries are dropped when they
/// reach the top, or all at once when they outnumber the others.
@NetworkLoop
final class LoopTimers {
  private var heap: [LoopTimer] = []
  private var sweepAt = 1024

  nonisolated init() {}

  func schedule(at deadline: ContinuousClock.Instant, _ fire: @escaping @NetworkLoop () -> Void) -> LoopTimer {
    let timer = LoopTimer(deadline: deadline, fire: fire)
    if heap.count >= sweepAt { sweep() }
    heap.append(timer)
    siftUp(heap.count - 1)
    return timer
  }

  /// The time until the next call; nil when there is none.
  func untilNext(from now: ContinuousClock.Instant) -> Duration? {
    while let first = heap.first, !first.isPending { removeFirst() }
    guard let first = heap.first else { return nil }
    return max(.zero, first.deadline - now)
  }

  func fireDue(at now: ContinuousClock.Instant) {
    while let first = heap.first, !first.isPending || first.deadline <= now {
      removeFirst()
      first.run()
    }
  }

  private func sweep() {
    let pending = heap.filter(\.isPending)
    heap = pending.sorted { $0.deadline < $1.deadline }
    sweepAt = max(1024, heap.count * 2)
  }

  private func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    siftDown(0)
  }

  private func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private func siftDown(_ start: Int) {
    var parent = start
    while true {
      let left = parent * 2 + 1
      guard left < heap.count else { return }
      let right = left + 1
      let child = right < heap.count && heap[right].deadline < heap[left].deadline ? right : left
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
