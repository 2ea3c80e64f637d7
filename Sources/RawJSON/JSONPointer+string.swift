/// The string at a JSON Pointer (RFC 6901) of a text; nil when there is none, or the text is malformed up to there.
public func string(at pointer: String, in bytes: UnsafeRawBufferPointer) -> String? {
  guard let range = try? find(pointer: pointer, in: bytes) else { return nil }
  var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
  return try? cursor.readString().decoded
}
