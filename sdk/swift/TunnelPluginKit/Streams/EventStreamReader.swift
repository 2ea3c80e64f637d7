/// Reads server-sent events from chunks. Data that lies in one slice of a chunk is handed over where it is; other data
/// is put together in a host buffer.
public struct EventStreamReader: ~Copyable {
  public enum Event {
    /// Valid for the duration of the call; with `buffer`, that buffer holds exactly the data. `type` may be empty.
    case event(type: [UInt8], data: UnsafeRawBufferPointer, buffer: BufferReference?)
    /// The data of an event was longer than the limit and is lost.
    case overflow
  }

  private var parser: EventStreamParser
  private var partial: PartialMessage

  public init(_ host: Host, limit: Int = LineFramer.defaultLimit) {
    parser = EventStreamParser(limit: limit)
    partial = PartialMessage(host)
  }

  /// What a resumption would send; empty when the server named no event.
  public var lastEventID: [UInt8] { parser.lastEventID }
  public var retryMilliseconds: UInt64? { parser.retryMilliseconds }

  /// Calls `body` for each event that `chunk` completes.
  public mutating func read(_ chunk: UnsafeRawBufferPointer, _ body: (Event) -> Void) {
    var rest = chunk
    while let action = parser.next(&rest) {
      perform(action, body)
    }
  }

  /// The stream came to its proper end: also hands over an event that no blank line ended.
  public mutating func end(_ body: (Event) -> Void) {
    if let action = parser.end() { perform(action, body) }
  }

  private mutating func perform(_ action: EventStreamParser.Action, _ body: (Event) -> Void) {
    switch action {
    case .event(let data):
      body(.event(type: parser.eventType, data: data, buffer: nil))
    case .append(let bytes):
      partial.append(bytes)
    case .finish where partial.failed:
      partial.drop()
      body(.overflow)
    case .finish:
      let type = parser.eventType
      partial.finish { body(.event(type: type, data: $0, buffer: $1)) }
    case .overflow:
      partial.drop()
      body(.overflow)
    }
  }
}
