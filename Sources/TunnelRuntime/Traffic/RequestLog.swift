import Operator

/// The last commands, in slots that are used again (operator spec 32.6). Pure.
///
/// A slot is found by its command's number, without a search and without an allocation.
struct RequestLog: Sendable {
  /// A command and how it will have ended once it has.
  struct Slot: Sendable {
    var record: RequestRecord
    var outcome = RequestRecord.Status.ok
  }

  static let capacity = 500

  private var slots: [Slot] = []
  /// Counts the changes.
  private(set) var revision: UInt64 = 0
  private(set) var latest: UInt64 = 0

  var count: Int { slots.count }

  /// A command has come. Their numbers follow each other.
  mutating func begin(_ record: RequestRecord) {
    revision &+= 1
    var slot = Slot(record: record)
    slot.record.revision = revision
    latest = record.sequence
    if slots.count < Self.capacity, Int(record.sequence) == slots.count + 1 {
      slots.append(slot)
    } else if let index = index(of: record.sequence) {
      slots[index] = slot
    }
  }

  /// Changes a command in its place; without effect when it is not remembered any more.
  mutating func update(_ sequence: UInt64, _ change: (inout Slot) -> Void) {
    guard let index = index(of: sequence), slots[index].record.sequence == sequence else { return }
    revision &+= 1
    change(&slots[index])
    slots[index].record.revision = revision
  }

  subscript(sequence: UInt64) -> RequestRecord? {
    guard let index = index(of: sequence), slots[index].record.sequence == sequence else { return nil }
    return slots[index].record
  }

  /// The newest one with this id of the service.
  func find(requestID: String) -> RequestRecord? {
    slots.lazy.map(\.record).filter { $0.requestID == requestID }.max { $0.sequence < $1.sequence }
  }

  /// The newest first.
  func matching(_ filter: RequestFilter) -> [RequestRecord] {
    var found: [RequestRecord] = []
    var sequence = latest
    while sequence > filter.since, found.count < filter.limit, let record = self[sequence] {
      if filter.matches(record) { found.append(record) }
      sequence -= 1
    }
    return found
  }

  /// In the order of their changes.
  func changed(after revision: UInt64) -> [RequestRecord] {
    guard revision < self.revision else { return [] }
    return slots.lazy.map(\.record).filter { $0.revision > revision }.sorted { $0.revision < $1.revision }
  }

  private func index(of sequence: UInt64) -> Int? {
    guard sequence > 0 else { return nil }
    let index = Int((sequence - 1) % UInt64(Self.capacity))
    return index < slots.count ? index : nil
  }
}
