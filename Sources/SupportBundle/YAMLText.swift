import RawJSON

/// Writes JSON as YAML in block style, for people. Scalars stay as JSON has them, which YAML reads too.
enum YAMLText {
  /// Nil when it is no JSON.
  static func text(of json: [UInt8]) -> [UInt8]? {
    json.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      var output: [UInt8] = []
      do throws(JSONError) {
        try write(&cursor, bytes, indent: 0, isInline: true, to: &output)
        try cursor.end()
        return output
      } catch {
        return nil
      }
    }
  }

  /// `isInline`: the first member needs no line of its own, it stands behind a dash or at the start.
  private static func write(
    _ cursor: inout JSONCursor, _ bytes: UnsafeRawBufferPointer, indent: Int, isInline: Bool, to output: inout [UInt8]
  ) throws(JSONError) {
    var isEmpty = true
    func startLine(_ output: inout [UInt8]) {
      if !isEmpty || !isInline { output += [UInt8](repeating: UInt8(ascii: " "), count: indent) }
      isEmpty = false
    }
    func breakLine(_ output: inout [UInt8]) {
      if isEmpty, !isInline { output.append(UInt8(ascii: "\n")) }
    }
    switch try cursor.peekKind() {
    case .object:
      try cursor.beginObject()
      while let name = try cursor.nextMember() {
        breakLine(&output)
        startLine(&output)
        output += [UInt8(ascii: "\"")] + Array(bytes[name.range]) + Array("\":".utf8)
        try write(&cursor, bytes, indent: indent + 2, isInline: false, to: &output)
      }
      if isEmpty { output += Array((isInline ? "{}\n" : " {}\n").utf8) }
    case .array:
      try cursor.beginArray()
      while try cursor.nextElement() {
        breakLine(&output)
        startLine(&output)
        output += Array("- ".utf8)
        try write(&cursor, bytes, indent: indent + 2, isInline: true, to: &output)
      }
      if isEmpty { output += Array((isInline ? "[]\n" : " []\n").utf8) }
    default:
      if !isInline { output.append(UInt8(ascii: " ")) }
      output += Array(bytes[try cursor.skipValue()]) + [UInt8(ascii: "\n")]
    }
  }
}
