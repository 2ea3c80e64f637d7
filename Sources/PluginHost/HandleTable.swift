/// Numbers for things of the host that a plugin may hold: a slot and a generation, so that a number that is no
/// longer valid is recognised instead of meaning something else.
///
/// Layout: 16 bits instance, 24 bits generation, 24 bits slot plus one. 0 is never a handle.
struct HandleTable<Value> {
  /// How a handle's life ended; kept until its slot is used again, for the words of a fault.
  enum End: Sendable {
    case finished
    /// Being cancelled right now: the plugin may not know yet.
    case cancelling
    case cancelled
  }

  enum Lookup {
    case live(Value)
    case ended(End)
    case unknown
  }

  private struct Slot {
    var generation: UInt64 = 1
    var value: Value?
    var lastEnd = End.finished
  }

  private var slots: [Slot] = []
  private var free: [Int] = []
  private let instance: UInt64

  static var maximumCount: Int { 1 << 20 }

  init(instance: UInt16) {
    self.instance = UInt64(instance) << 48
  }

  var count: Int { slots.count - free.count }

  /// Nil when the table is full.
  mutating func insert(_ value: Value) -> UInt64? {
    let index: Int
    if let reused = free.popLast() {
      index = reused
      slots[index].generation = (slots[index].generation + 1) & 0xFF_FFFF
    } else {
      guard slots.count < Self.maximumCount else { return nil }
      index = slots.count
      slots.append(Slot())
    }
    slots[index].value = value
    return instance | slots[index].generation << 24 | UInt64(index + 1)
  }

  subscript(_ handle: UInt64) -> Lookup {
    guard let index = slot(of: handle) else { return .unknown }
    guard slots[index].generation == (handle >> 24) & 0xFF_FFFF else { return .ended(.finished) }
    return slots[index].value.map { .live($0) } ?? .ended(slots[index].lastEnd)
  }

  func live(_ handle: UInt64) -> Value? {
    if case .live(let value) = self[handle] { value } else { nil }
  }

  /// Changes a live value in place; nil when the handle is dead.
  mutating func update<Result>(_ handle: UInt64, _ body: (inout Value) -> Result) -> Result? {
    guard let index = slot(of: handle), slots[index].generation == (handle >> 24) & 0xFF_FFFF,
      var value = slots[index].value
    else { return nil }
    slots[index].value = nil
    defer { slots[index].value = value }
    return body(&value)
  }

  /// False when the handle is dead.
  mutating func replace(_ handle: UInt64, with value: Value) -> Bool {
    update(handle) { $0 = value } != nil
  }

  @discardableResult
  mutating func remove(_ handle: UInt64, as end: End = .finished) -> Value? {
    guard let index = slot(of: handle), slots[index].generation == (handle >> 24) & 0xFF_FFFF,
      let value = slots[index].value
    else { return nil }
    slots[index].value = nil
    slots[index].lastEnd = end
    free.append(index)
    return value
  }

  /// The plugin knows of the cancellation from now on.
  mutating func settleCancellation(_ handle: UInt64) {
    guard let index = slot(of: handle), slots[index].generation == (handle >> 24) & 0xFF_FFFF,
      slots[index].value == nil, slots[index].lastEnd == .cancelling
    else { return }
    slots[index].lastEnd = .cancelled
  }

  mutating func removeAll() -> [Value] {
    var values: [Value] = []
    for index in slots.indices {
      guard let value = slots[index].value else { continue }
      slots[index].value = nil
      slots[index].lastEnd = .cancelled
      free.append(index)
      values.append(value)
    }
    return values
  }

  /// The live handles with their values.
  var live: [(handle: UInt64, value: Value)] {
    slots.enumerated().compactMap { index, slot in
      slot.value.map { (instance | slot.generation << 24 | UInt64(index + 1), $0) }
    }
  }

  private func slot(of handle: UInt64) -> Int? {
    guard handle & (0xFFFF << 48) == instance else { return nil }
    let index = Int(handle & 0xFF_FFFF) - 1
    return slots.indices.contains(index) ? index : nil
  }
}
