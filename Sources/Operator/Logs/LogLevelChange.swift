import LogPipeline
import NIOCore
import NIOHTTP1
import RawJSON

/// The body of a request that sets a level, read strictly (operator spec 11.2.2).
struct LogLevelChange {
  struct Malformed: Error {
    let reason: String
  }

  private(set) var level: String?
  private var component: String?
  private var revertAfter: String?

  /// `members` are the names that are known; any other is an error.
  init(json: ByteBuffer, members: Set<String>) throws(Malformed) {
    var found: [String: String] = [:]
    let failure: Malformed?
    do throws(JSONError) {
      failure = try json.withUnsafeReadableBytes { (bytes) throws(JSONError) -> Malformed? in
        var cursor = JSONCursor(bytes)
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          let name = key.decoded
          guard members.contains(name) else { return Malformed(reason: "there is no member \"\(name)\"") }
          guard found[name] == nil else { return Malformed(reason: "\"\(name)\" is there twice") }
          found[name] = try cursor.readString().decoded
        }
        try cursor.end()
        return nil
      }
    } catch {
      throw Malformed(reason: "\(error)")
    }
    if let failure { throw failure }
    (level, component, revertAfter) = (found["level"], found["component"], found["revert_after"])
  }

  func scope() throws(APIError) -> LogLevelTable.Scope {
    guard let component else { return .process }
    let isName = component.utf8.allSatisfy { byte in
      "-_.".utf8.contains(byte) || (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }
    guard isName, (1...64).contains(component.utf8.count) else {
      throw APIError(
        .badRequest, code: "bad_component", "component must be a name of 1 to 64 letters, digits, dots, - and _")
    }
    return .component(component)
  }

  /// Nil takes a component's own level away.
  func newLevel() throws(APIError) -> LogLevelName? {
    if level == "default", component != nil { return nil }
    guard let name = level.flatMap({ LogLevelName(word: $0) }) else {
      throw APIError(
        .badRequest, code: "bad_level",
        "level must be one of debug, info, warn and error, or default to take a component's own level away")
    }
    return name
  }

  /// A whole number with a unit: `90s`, `10m`, `2h`.
  func duration() throws(APIError) -> Duration? {
    guard let revertAfter else { return nil }
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = revertAfter.last.flatMap({ units[$0] }), let count = Int(revertAfter.dropLast()),
      (1...86_400).contains(count), count * unit <= 86_400
    else {
      throw APIError(
        .badRequest, code: "bad_revert_after", "revert_after must be a time from 1s to 24h, such as 90s, 10m or 2h")
    }
    return .seconds(count * unit)
  }
}
