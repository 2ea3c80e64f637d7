import RawJSON

/// A document's bytes, and what the tests ask about them.
struct Document {
  var bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
  init(bytes: [UInt8]) { self.bytes = bytes }

  func read<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes(body)
  }

  /// The text at `range`.
  func text(_ range: Range<Int>?) -> String? {
    range.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// The error of a strict scan of the whole document, or nil.
  func failure(limits: JSONLimits = .default) -> JSONError? {
    read { bytes in
      do throws(JSONError) {
        var cursor = JSONCursor(bytes, limits: limits)
        _ = try cursor.skipValue()
        try cursor.end()
        return nil
      } catch {
        return error
      }
    }
  }

  /// The same judgement, come to by stepping through every value.
  func walkFailure() -> JSONError? {
    read { bytes in
      do throws(JSONError) {
        try walk(bytes)
        return nil
      } catch {
        return error
      }
    }
  }

  private func walk(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var cursor = JSONCursor(bytes)
    var isObject: [Bool] = []
    repeat {
      switch try cursor.peekKind() {
      case .object:
        try cursor.beginObject()
        isObject.append(true)
      case .array:
        try cursor.beginArray()
        isObject.append(false)
      case .string: _ = try cursor.readString().decoded
      case .true, .false: _ = try cursor.readBool()
      case .number, .null: _ = try cursor.skipValue()
      }
      while let inObject = isObject.last {
        let more = inObject ? try cursor.nextMember() != nil : try cursor.nextElement()
        if more { break }
        isObject.removeLast()
      }
    } while !isObject.isEmpty
    try cursor.end()
  }

  func scan() throws -> JSONRPCMessage { try read { try JSONRPCMessage.scan($0) } }

  func scanFailure() -> JSONError? {
    read { bytes in
      do throws(JSONError) {
        _ = try JSONRPCMessage.scan(bytes)
        return nil
      } catch {
        return error
      }
    }
  }

  func peek() -> JSONRPCPeek { read { JSONRPCMessage.peek($0) } }
}
