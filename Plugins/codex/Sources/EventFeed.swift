internal import TunnelPluginKit

/// The ring of events and those who read along.
struct EventFeed {
  private var ring = EventRing()
  private var readers: [OperatorReply.ID: OperatorReply] = [:]

  mutating func append(_ event: CodexEvent) {
    let entry = ring.append(event, time: WallClock.now())
    for reader in readers.values { send(entry, to: reader) }
  }

  /// A new reader: with a number it first gets what came after it, else what comes from now on.
  mutating func add(_ reader: OperatorReply, after last: UInt64?) {
    guard reader.begin().isOK else { return }
    readers[reader.id] = reader
    guard let last else { return }
    let (entries, lost) = ring.entries(after: last)
    if let lost {
      let gap = "{\"from\":\(lost.lowerBound),\"to\":\(lost.upperBound),\"dropped\":\(lost.count)}"
      _ = reader.event("gap", id: lost.upperBound, Array(gap.utf8))
    }
    for entry in entries where readers[reader.id] != nil { send(entry, to: reader) }
  }

  mutating func remove(_ reader: OperatorReply.ID) {
    readers[reader] = nil
  }

  /// The last events, oldest first, as the members of an array.
  func json(last limit: Int) -> [UInt8] {
    var writer = JSONWriter(capacity: 4096)
    writer.object { object in
      object.key("events")
      object.array { list in
        for entry in ring.entries.suffix(limit) { entry.json.withUnsafeBytes { list.raw($0) } }
      }
    }
    return writer.bytes
  }

  /// A reader that cannot keep up is sent away: it comes back with the number that it has.
  private mutating func send(_ entry: EventRing.Entry, to reader: OperatorReply) {
    let status = reader.event("codex", id: entry.sequence, entry.json)
    guard !status.isOK else { return }
    readers[reader.id] = nil
    if status == .limit { reader.end() }
  }
}
