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

  public private(set) var observedAt: ContinuousClock.Instant
  public private(set) var names: [String] = []
  public private(set) var isLimited = false
  /// The page that is missing; nil when none is, or when it will not be followed.
  private(set) var next: String?
  private var pages = 0

  init(observedAt: ContinuousClock.Instant) {
    self.observedAt = observedAt
  }

  /// All pages were seen, and all names kept.
  public var isComplete: Bool { next == nil && !isLimited }

  /// False when the value is no `ListToolsResult`; nothing of what was read counts then.
  mutating func read(page result: UnsafeRawBufferPointer, at now: ContinuousClock.Instant) -> Bool {
    observedAt = now
    pages += 1
    next = nil
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
        case "nextCursor" where try cursor.peekKind() == .string: follow(try cursor.readString())
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

  private mutating func follow(_ cursor: JSONText) {
    guard pages < Limit.pages, cursor.range.count <= Limit.cursorBytes else { return isLimited = true }
    next = cursor.decoded
  }
}
