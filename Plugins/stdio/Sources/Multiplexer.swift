internal import TunnelPluginKit

/// Many calls over one pipe: who waits for what, and whose a message of the child is.
///
/// A pure state machine. Each request goes out under a private number in the place of its id and of its progress token,
/// because ids of different callers collide; what comes back is found by that number (dataplane spec W-42).
struct Multiplexer {
  private var entries: [Int64: Entry] = [:]
  private var numbers: [ExchangeID: Int64] = [:]
  private var next: Int64 = 1
  /// The number of an `initialize` of our own that is under way.
  private var greeting: Int64?

  /// How many requests wait for an answer.
  var count: Int { entries.count }

  /// The exchange that waits, when exactly one does: whatever the child says of its own is about that one.
  var only: ExchangeID? { entries.count == 1 ? entries.first?.value.exchange : nil }

  /// A request goes out: its private number. `id` and `progressToken` are the caller's raw tokens.
  mutating func begin(
    _ exchange: ExchangeID, id: UnsafeRawBufferPointer, progressToken: UnsafeRawBufferPointer?, method: BorrowedText
  ) -> Int64 {
    let number = next
    next += 1
    entries[number] = Entry(
      exchange: exchange, id: Array(id), progressToken: progressToken.map { Array($0) },
      kind: Entry.Kind(method: method))
    numbers[exchange] = number
    return number
  }

  /// An `initialize` of our own goes out: its private number.
  mutating func beginGreeting() -> Int64 {
    let number = next
    next += 1
    greeting = number
    return number
  }

  /// Nobody waits for this exchange any more; a late answer will be dropped by lookup. The number to tell the child about,
  /// or nil when there is nothing to tell: it was answered, or it may not be cancelled.
  mutating func forget(_ exchange: ExchangeID) -> Int64? {
    guard let number = numbers.removeValue(forKey: exchange) else { return nil }
    let entry = entries.removeValue(forKey: number)
    // "The initialize request MUST NOT be cancelled by clients" (MCP 2025-11-25, Cancellation).
    return entry?.kind == .initialize ? nil : number
  }

  /// The child is gone: everybody who waited, oldest first.
  mutating func forgetAll() -> [ExchangeID] {
    defer {
      entries.removeAll()
      numbers.removeAll()
      greeting = nil
    }
    return entries.sorted { $0.key < $1.key }.map(\.value.exchange)
  }

  /// The private numbers of the pending requests with this id of a caller.
  func numbers(ofCallersID id: UnsafeRawBufferPointer) -> [Int64] {
    entries.filter { $0.value.id.elementsEqual(id) }.map(\.key)
  }

  /// Whose a message of the child is. A response takes its request out of the table.
  mutating func route(_ message: ChildMessage) -> Route {
    switch message {
    case .response(let id):
      if let greeting, Self.number(id) == greeting {
        self.greeting = nil
        return .greeted
      }
      guard let number = Self.number(id), let entry = entries.removeValue(forKey: number) else {
        return .drop(.unknownID)
      }
      numbers[entry.exchange] = nil
      return .answer(entry.exchange, callersID: entry.kind == .subscription ? entry.id : nil)
    case .progress(let token):
      guard let entry = entry(token), let original = entry.progressToken else { return .drop(.unknownProgressToken) }
      return .forward(entry.exchange, replacement: original)
    case .addressed(let id):
      guard let entry = entry(id) else { return .drop(.unknownID) }
      return .forward(entry.exchange, replacement: entry.id)
    case .notification:
      guard let only else { return .drop(.ambiguous) }
      return .forward(only, replacement: nil)
    case .request(let isPing):
      return isPing ? .acknowledge : .decline
    }
  }

  private func entry(_ token: UnsafeRawBufferPointer) -> Entry? {
    Self.number(token).flatMap { entries[$0] }
  }

  /// The private number in a raw token. The child gives back what it was given: an integer without sign.
  private static func number(_ token: UnsafeRawBufferPointer) -> Int64? {
    guard !token.isEmpty, token.count <= 18 else { return nil }
    var number: Int64 = 0
    for byte in token {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      number = number * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return number
  }
}
