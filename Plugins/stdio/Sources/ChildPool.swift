internal import TunnelPluginKit

/// Which child of a pool serves which call, and in which order (user needs, need 9; dataplane spec W-42).
///
/// A pure state machine: it is told what happened and answers with what is to be done. With two children or more, child 0
/// is the reserved lane: only cheap calls go there as long as another child runs. Whatever the caller's `initialize` said
/// to one child is said to each further one before its first call, so that the pool is one server to the caller; a new
/// generation is one in which no child remembers anything.
struct ChildPool {
  enum Step: Equatable {
    /// Children of a new generation begin to run.
    case up(generation: UInt64)
    /// No child runs any more.
    case down
    /// Say `initialize` to a child on the caller's behalf.
    case greet(child: Int)
    case send(ExchangeID, child: Int)
    /// There is no child to wait for.
    case fail(ExchangeID)
  }

  private enum State: Equatable {
    case down
    /// It runs, and nobody has said `initialize` to it.
    case fresh
    case greeting
    /// The caller's own `initialize` is under way to it, and others wait for that.
    case greetedBy(ExchangeID)
    case ready
  }

  private struct Child {
    var state = State.down
    var sent: Set<ExchangeID> = []
    /// An `initialize` of the caller that was sent to it.
    var introduction: ExchangeID?
    /// They wait for the greeting of this child.
    var pinned: [Waiting] = []

    var load: Int { sent.count + pinned.count }
  }

  private struct Waiting {
    let call: ExchangeID
    let weight: CallWeight
  }

  /// The child that the caller's last `initialize` went to, as long as it lives.
  private(set) var introduced: Int?
  private var children: [Child]
  private let maxInFlight: Int
  private var queue: [Waiting] = []
  private var generation: UInt64 = 0
  /// The caller's `initialize` was accepted in this generation: there is something to greet with.
  private var knowsCaller = false

  /// `maxInFlight` bounds the calls that one child has at once; 0: no bound.
  init(size: Int, maxInFlight: Int) {
    children = Array(repeating: Child(), count: max(size, 1))
    self.maxInFlight = maxInFlight
  }

  var isUp: Bool { children.contains { $0.state != .down } }

  /// The children that a notification of the caller is for: those that know the caller.
  var listeners: [Int] {
    children.indices.filter { children[$0].state == .ready || (children[$0].state == .fresh && !knowsCaller) }
  }

  /// How many calls wait for a child.
  var waitingCount: Int { queue.count + children.reduce(0) { $0 + $1.pinned.count } }

  /// The child that a call was sent to.
  func child(of call: ExchangeID) -> Int? {
    children.firstIndex { $0.sent.contains(call) }
  }

  mutating func started(_ child: Int) -> [Step] {
    let isFirst = !isUp
    children[child] = Child(state: .fresh)
    guard isFirst else { return drain() }
    generation += 1
    knowsCaller = false
    introduced = nil
    return [.up(generation: generation)] + drain()
  }

  /// A child is gone. What was sent to it is lost with it; what only waited for it goes elsewhere.
  mutating func ended(_ child: Int) -> [Step] {
    guard children[child].state != .down else { return [] }
    queue.insert(contentsOf: children[child].pinned, at: 0)
    children[child] = Child()
    if introduced == child { introduced = nil }
    guard !isUp else { return drain() }
    defer { queue = [] }
    return [.down] + queue.map { .fail($0.call) }
  }

  mutating func place(_ call: ExchangeID, _ weight: CallWeight) -> [Step] {
    guard isUp else { return [.fail(call)] }
    queue.append(Waiting(call: call, weight: weight))
    return drain()
  }

  /// The caller's `initialize` was answered with a result. `finished` follows.
  mutating func accepted(_ call: ExchangeID) -> [Step] {
    guard let child = children.firstIndex(where: { $0.introduction == call }) else { return [] }
    knowsCaller = true
    introduced = child
    // Another child that hears one just now must not hear a second.
    for index in children.indices where index != child && children[index].state == .fresh {
      if let other = children[index].introduction { children[index].state = .greetedBy(other) }
    }
    return becomeReady(child)
  }

  /// A call is answered, or nobody waits for it any more.
  mutating func finished(_ call: ExchangeID) -> [Step] {
    queue.removeAll { $0.call == call }
    for child in children.indices {
      children[child].sent.remove(call)
      if children[child].introduction == call { children[child].introduction = nil }
      children[child].pinned.removeAll { $0.call == call }
      guard children[child].state == .greetedBy(call) else { continue }
      // The caller's initialize came to nothing: the child gets the one that is remembered.
      children[child].state = .fresh
      queue.insert(contentsOf: children[child].pinned, at: 0)
      children[child].pinned = []
    }
    return drain()
  }

  /// A child has answered the greeting, in whatever way: a server that refuses may still serve.
  mutating func greeted(_ child: Int) -> [Step] {
    guard children[child].state == .greeting else { return [] }
    return becomeReady(child)
  }

  private mutating func becomeReady(_ child: Int) -> [Step] {
    let pinned = children[child].pinned
    children[child].state = .ready
    children[child].pinned = []
    return pinned.flatMap { assign($0, to: child) } + drain()
  }

  private mutating func drain() -> [Step] {
    var steps: [Step] = []
    var rest: [Waiting] = []
    for waiting in queue {
      if let child = choose(waiting.weight) {
        steps += assign(waiting, to: child)
      } else {
        rest.append(waiting)
      }
    }
    queue = rest
    return steps
  }

  private mutating func assign(_ waiting: Waiting, to child: Int) -> [Step] {
    let isInitialize = waiting.weight == .initialize
    defer {
      if isInitialize, children[child].sent.contains(waiting.call) { children[child].introduction = waiting.call }
    }
    switch children[child].state {
    case .greeting, .greetedBy:
      children[child].pinned.append(waiting)
      return []
    case .fresh where knowsCaller && !isInitialize:
      children[child].state = .greeting
      children[child].pinned.append(waiting)
      return [.greet(child: child)]
    case .fresh where knowsCaller:
      children[child].state = .greetedBy(waiting.call)
      children[child].sent.insert(waiting.call)
    case .fresh, .ready, .down:
      children[child].sent.insert(waiting.call)
    }
    return [.send(waiting.call, child: child)]
  }

  /// The child for a call; nil: it waits.
  private func choose(_ weight: CallWeight) -> Int? {
    let running = children.indices.filter { children[$0].state != .down }
    let workers = running.filter { $0 > 0 }
    let lane = running.filter { $0 == 0 }
    if weight == .heavy { return leastBusy(workers.isEmpty ? lane : workers) }
    return leastBusy(lane) ?? leastBusy(workers)
  }

  /// Of children with room the one with the fewest calls, and of equals one that needs no greeting.
  private func leastBusy(_ candidates: [Int]) -> Int? {
    candidates
      .filter { maxInFlight == 0 || children[$0].load < maxInFlight }
      .min { (children[$0].load, rank($0)) < (children[$1].load, rank($1)) }
  }

  private func rank(_ child: Int) -> Int {
    children[child].state == .ready ? 0 : 1
  }
}
