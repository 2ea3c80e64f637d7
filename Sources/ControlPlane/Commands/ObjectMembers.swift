import RawJSON

/// The member names of a JSON object, and where their values are.
struct ObjectMembers {
  private(set) var names: Set<String> = []
  /// Behind the opening brace.
  let start: Int
  private var values: [String: Range<Int>] = [:]

  /// Nil when there is no object in the range, or it says something twice.
  init?(of bytes: UnsafeRawBufferPointer, at range: Range<Int>) throws(JSONError) {
    var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
    guard try cursor.peekKind() == .object, let brace = bytes[range].firstIndex(of: UInt8(ascii: "{")) else {
      return nil
    }
    start = brace + 1
    try cursor.beginObject()
    var isUnambiguous = true
    while let key = try cursor.nextMember() {
      let name = key.decoded
      let value = try cursor.skipValue()
      if !names.insert(name).inserted { isUnambiguous = false }
      values[name] = range.lowerBound + value.lowerBound..<range.lowerBound + value.upperBound
    }
    guard isUnambiguous else { return nil }
  }

  func value(of name: String) -> Range<Int>? { values[name] }
}
