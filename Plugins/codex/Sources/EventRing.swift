/// The last events, numbered, bounded in number and in bytes.
struct EventRing {
  struct Entry {
    let sequence: UInt64
    let json: [UInt8]
  }

  static let most = 512
  static let mostBytes = 4 << 20

  private(set) var entries: [Entry] = []
  private(set) var last: UInt64 = 0
  private var bytes = 0

  /// Numbers an event and keeps it.
  mutating func append(_ event: CodexEvent, time: String) -> Entry {
    last += 1
    let entry = Entry(sequence: last, json: event.json(sequence: last, time: time))
    entries.append(entry)
    bytes += entry.json.count
    var surplus = 0
    while entries.count - surplus > Self.most || (bytes > Self.mostBytes && entries.count - surplus > 1) {
      bytes -= entries[surplus].json.count
      surplus += 1
    }
    entries.removeFirst(surplus)
    return entry
  }

  /// What came after a number, and whether something between is lost.
  func entries(after sequence: UInt64) -> (entries: ArraySlice<Entry>, lost: ClosedRange<UInt64>?) {
    // A number of an earlier run: everything is new.
    let start = sequence > last ? 0 : sequence
    let found = entries.drop { $0.sequence <= start }
    let first = found.first?.sequence ?? last + 1
    return (found, first > start + 1 ? start + 1...first - 1 : nil)
  }
}
