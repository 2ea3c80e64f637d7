import RawJSON

/// The names in a server's list of tools, as far as they were seen.
public struct ObservedTools: Sendable, Equatable {
  /// User needs 4.2. A name that is too long is left out, not cut.
  private enum Limit {
    static let names = 256
    static let nameBytes = 128
    static let cursorBytes = 4 << 10
    static let pages = 32
  }

  /// Why the walk over the pages ends.
  enum End: Equatable {
    case lastPage
    case morePages
    case manyPages
    /// The server's cursor is none, too long, or the one that led here.
    case badCursor
  }

  public private(set) var observedAt: ContinuousClock.Instant
  public private(set) var names: [String] = []
  public private(set) var isLimited = false
  /// The page that is missing; nil when none is, or when it will not be followed.
  private(set) var next: String?
  private(set) var end = End.lastPage
  /// In which all pages are asked for, where requests say it.
  let version: String?
  private var pages = 0

  init(observedAt: ContinuousClock.Instant, version: String? = nil) {
    self.observedAt = observedAt
    self.version = version
  }

  /// All pages were seen, and all names kept.
  public var isComplete: Bool { next == nil && !isLimited }

  /// False when the value is no `ListToolsResult`; nothing of what was read counts then.
  mutating func read(page result: UnsafeRawBufferPointer, at now: ContinuousClock.Instant) -> Bool {
    observedAt = now
    pages += 1
    let asked = next
    next = nil
    end = .lastPage
    var hasTools = false
    do throws(JSONError) {
      var cursor = JSONCursor(result)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        switch key {
        case "tools":
          try readTools(&cursor)
          hasTools = true
        // Some servers write null behind the last page.
        case "nextCursor": try readCursor(&cursor, asked)
        default: _ = try cursor.skipValue()
        }
      }
    } catch {
      return false
    }
    return hasTools
  }

  private mutating func readTools(_ cursor: inout JSONCursor) throws(JSONError) {
    try cursor.beginArray()
    while try cursor.nextElement() {
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        if key == "name" { keep(try cursor.readString()) } else { _ = try cursor.skipValue() }
      }
    }
  }

  private mutating func keep(_ name: JSONText) {
    // An escape is at most six times as long as what it means.
    guard names.count < Limit.names, name.range.count <= 6 * Limit.nameBytes else { return isLimited = true }
    let text = name.decoded
    guard text.utf8.count <= Limit.nameBytes else { return isLimited = true }
    names.append(text)
  }

  private mutating func readCursor(_ cursor: inout JSONCursor, _ asked: String?) throws(JSONError) {
    switch try cursor.peekKind() {
    case .null: _ = try cursor.skipValue()
    case .string: follow(try cursor.readString(), asked)
    default:
      _ = try cursor.skipValue()
      stop(.badCursor)
    }
  }

  private mutating func follow(_ cursor: JSONText, _ asked: String?) {
    guard pages < Limit.pages else { return stop(.manyPages) }
    let text = cursor.range.count <= Limit.cursorBytes ? cursor.decoded : nil
    // A page that leads to itself has no end.
    guard let text, text != asked else { return stop(.badCursor) }
    next = text
    end = .morePages
  }

  private mutating func stop(_ end: End) {
    self.end = end
    isLimited = true
  }
}
