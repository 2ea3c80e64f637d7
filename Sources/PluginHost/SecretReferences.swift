import RawJSON

/// The secrets that a plugin's configuration names without holding them: strings such as "secret:env:NAME".
enum SecretReferences {
  static let prefix = "secret:"

  /// All of them, wherever they stand in a JSON object.
  static func all(in configuration: String) -> Set<String> {
    var found: Set<String> = []
    Array(configuration.utf8).withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      // What is no JSON names nothing; the plugin says what is wrong with it.
      do throws(JSONError) { try collect(&cursor, into: &found, depth: 0) } catch {}
    }
    return found
  }

  private static let deepest = 64

  private static func collect(
    _ cursor: inout JSONCursor, into found: inout Set<String>, depth: Int
  ) throws(JSONError) {
    switch try cursor.peekKind() {
    case .object where depth < deepest:
      try cursor.beginObject()
      while try cursor.nextMember() != nil { try collect(&cursor, into: &found, depth: depth + 1) }
    case .array where depth < deepest:
      try cursor.beginArray()
      while try cursor.nextElement() { try collect(&cursor, into: &found, depth: depth + 1) }
    case .string:
      let text = try cursor.readString().decoded
      if text.hasPrefix(prefix) { found.insert(text) }
    default: _ = try cursor.skipValue()
    }
  }
}
