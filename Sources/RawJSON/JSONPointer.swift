/// The raw value at a JSON Pointer (RFC 6901), a string with its quotes; nil when there is none.
///
/// Only object members are followed, never array indices. When a name occurs twice the first one counts. Nothing
/// behind the value is read: the rest of the document may be malformed.
///
/// - Parameters:
///   - pointer: `""` for the whole value, otherwise `/name/name`, with `~0` for `~` and `~1` for `/`. One that is not
///     well-formed finds nothing.
///   - bytes: The document.
///   - limits: What to accept of it.
/// - Returns: Offsets into `bytes`.
/// - Throws: a ``JSONError`` when the text up to the end of the value is not JSON.
public func find(
  pointer: String, in bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default
) throws(JSONError) -> Range<Int>? {
  guard let names = names(in: pointer) else { return nil }
  var cursor = JSONCursor(bytes, limits: limits)
  for name in names {
    guard try cursor.peekKind() == .object else { return nil }
    try cursor.beginObject()
    guard try cursor.seek(member: name) else { return nil }
  }
  return try cursor.skipValue()
}

/// The reference tokens of a pointer, as UTF-8; nil when it is not well-formed.
private func names(in pointer: String) -> [[UInt8]]? {
  var names: [[UInt8]] = []
  var isAfterTilde = false
  for byte in pointer.utf8 {
    if isAfterTilde {
      isAfterTilde = false
      switch byte {
      case UInt8(ascii: "0"): names[names.count - 1].append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): names[names.count - 1].append(UInt8(ascii: "/"))
      default: return nil
      }
    } else if byte == UInt8(ascii: "/") {
      names.append([])
    } else if names.isEmpty {
      return nil
    } else if byte == UInt8(ascii: "~") {
      isAfterTilde = true
    } else {
      names[names.count - 1].append(byte)
    }
  }
  return isAfterTilde ? nil : names
}

extension JSONCursor {
  /// Goes on to the value of the member with this name; false once the object is closed without it.
  fileprivate mutating func seek(member name: [UInt8]) throws(JSONError) -> Bool {
    while let key = try nextMember() {
      if name.withUnsafeBytes({ key.equals(utf8: $0) }) { return true }
      _ = try skipValue()
    }
    return false
  }
}
