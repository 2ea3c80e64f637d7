internal import Glibc

/// Server-sent events as WHATWG HTML §9.2 has them: a pure state machine that holds no data of its own.
///
/// Feed it a chunk with `next` until it returns nil, then feed the next chunk. Chunks may end anywhere.
public struct EventStreamParser {
  public enum Action {
    /// An event whose whole data is this slice of the chunk.
    case event(UnsafeRawBufferPointer)
    /// A piece of the data of an event that does not lie in one slice: keep it.
    case append(UnsafeRawBufferPointer)
    /// An event whose data is what was kept.
    case finish
    /// The data is longer than the limit: drop what was kept. The rest of the event is skipped.
    case overflow
  }

  /// The type of the event that was dispatched last; empty when it had none.
  public private(set) var eventType: [UInt8] = []
  /// Survives events; what a resumption would send. Of an event that broke off it is not: its data is still to come.
  public private(set) var lastEventID: [UInt8] = []
  /// The reconnection time that the server asked for.
  public private(set) var retryMilliseconds: UInt64?

  private enum State {
    case start
    case name
    /// After the colon: one space may follow that is not part of the value.
    case colon(EventField)
    case value(EventField)
  }

  private let limit: Int
  private var state = State.start
  private var name = EventField.Name()
  private var byteOrderMark = 0
  private var skipsLineFeed = false
  private var data: EventData
  private var nextType: [UInt8] = []
  private var nextID: [UInt8]?
  private var small: [UInt8] = []

  /// `limit` bounds the data of an event in bytes.
  public init(limit: Int = LineFramer.defaultLimit) {
    self.limit = limit
    data = EventData(limit: limit)
  }

  /// The next thing to do for `chunk`, which shrinks to what is left; nil: give me more.
  public mutating func next(_ chunk: inout UnsafeRawBufferPointer) -> Action? {
    while true {
      if let action = data.nextAction() { return action }
      guard let byte = chunk.first else { break }
      if skipsLineFeed {
        skipsLineFeed = false
        if byte == Self.lineFeed {
          chunk.dropFirstByte()
          continue
        }
      }
      switch state {
      case .start: start(byte, &chunk)
      case .name: fieldName(byte, &chunk)
      case .colon(let field):
        if byte == UInt8(ascii: " ") { chunk.dropFirstByte() }
        begin(field)
        state = .value(field)
      case .value(let field): value(field, &chunk)
      }
    }
    // Slices of this chunk must not outlive it.
    data.spill()
    return data.nextAction()
  }

  /// The stream ended. The standard drops an event that no blank line ended; servers that forget the line exist, so
  /// the caller decides: `.finish` when data of such an event was kept.
  public mutating func end() -> Action? {
    eventType = nextType
    return data.end()
  }

  private mutating func start(_ byte: UInt8, _ chunk: inout UnsafeRawBufferPointer) {
    if byteOrderMark < Self.byteOrderMark.count {
      if byte == Self.byteOrderMark[byteOrderMark] {
        byteOrderMark += 1
        chunk.dropFirstByte()
        return
      }
      let matched = byteOrderMark
      byteOrderMark = Self.byteOrderMark.count
      if matched > 0 {
        // Half a mark is the beginning of a field that nobody knows.
        name = EventField.Name.unknown
        state = .name
        return
      }
    }
    if byte == Self.lineFeed || byte == Self.carriageReturn {
      endLine(&chunk)
      dispatch()
      return
    }
    name = EventField.Name()
    state = .name
  }

  private mutating func fieldName(_ byte: UInt8, _ chunk: inout UnsafeRawBufferPointer) {
    switch byte {
    case Self.lineFeed, Self.carriageReturn:
      begin(name.field)
      end(name.field)
      endLine(&chunk)
    case UInt8(ascii: ":"):
      chunk.dropFirstByte()
      state = .colon(name.field)
    default:
      chunk.dropFirstByte()
      name.append(byte)
    }
  }

  private mutating func value(_ field: EventField, _ chunk: inout UnsafeRawBufferPointer) {
    let count = Self.lineLength(chunk)
    let piece = UnsafeRawBufferPointer(rebasing: chunk[..<count])
    chunk = UnsafeRawBufferPointer(rebasing: chunk[count...])
    switch field {
    case .data: data.add(piece)
    case .event, .id, .retry:
      // Anything longer than this is no name, id or number that is worth memory.
      if small.count + piece.count <= Self.smallLimit { small.append(contentsOf: piece) }
    case .ignored: break
    }
    guard !chunk.isEmpty else { return }
    end(field)
    endLine(&chunk)
  }

  private mutating func begin(_ field: EventField) {
    if field == .data { data.beginLine() } else { small.removeAll(keepingCapacity: true) }
  }

  private mutating func end(_ field: EventField) {
    switch field {
    case .data, .ignored: break
    case .event: swap(&nextType, &small)
    case .id: if !small.contains(0) { nextID = small }
    case .retry:
      // "Only ASCII digits": Swift's own parsing takes a sign too.
      if small.allSatisfy({ (48...57).contains($0) }), let time = UInt64(String(decoding: small, as: UTF8.self)) {
        retryMilliseconds = time
      }
    }
  }

  private mutating func endLine(_ chunk: inout UnsafeRawBufferPointer) {
    skipsLineFeed = chunk.first == Self.carriageReturn
    chunk.dropFirstByte()
    state = .start
  }

  private mutating func dispatch() {
    swap(&eventType, &nextType)
    nextType.removeAll(keepingCapacity: true)
    if let id = nextID.take() { lastEventID = id }
    data.dispatch()
  }

  /// How many bytes come before the next CR or LF.
  private static func lineLength(_ chunk: UnsafeRawBufferPointer) -> Int {
    guard let base = chunk.baseAddress else { return 0 }
    let line = memchr(base, Int32(lineFeed), chunk.count).map { UnsafeRawPointer($0) - base } ?? chunk.count
    return memchr(base, Int32(carriageReturn), line).map { UnsafeRawPointer($0) - base } ?? line
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let smallLimit = 8_192
}

extension UnsafeRawBufferPointer {
  fileprivate mutating func dropFirstByte() {
    self = UnsafeRawBufferPointer(rebasing: dropFirst())
  }
}
