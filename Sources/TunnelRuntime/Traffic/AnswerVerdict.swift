import NIOCore
import RawJSON

/// Whether a server's answer is an error: its own, or its tool's. Almost every answer is told from its bytes alone.
enum AnswerVerdict: Sendable, Equatable {
  case ok
  case rpcError(code: Int?, message: String?)
  /// `result.isError` is true.
  case toolError

  /// So much at either end is looked at: `error` stands in front, `isError` before or behind what the tool says, and the
  /// middle of a long answer is its text.
  private static let window = 8 << 10
  /// Of an answer that mentions an error no more is read.
  private static let longest = 256 << 10

  static func judge(_ parts: [ByteBuffer]) -> AnswerVerdict {
    let total = parts.reduce(0) { $0 + $1.readableBytes }
    var position = 0
    for part in parts {
      let isSuspect = part.withUnsafeReadableBytes { bytes in
        let front = min(max(window - position, 0), bytes.count)
        let back = min(max(total - window - position, 0), bytes.count)
        guard front < back else { return mentionsError(bytes) }
        return mentionsError(UnsafeRawBufferPointer(rebasing: bytes[..<front]))
          || mentionsError(UnsafeRawBufferPointer(rebasing: bytes[back...]))
      }
      if isSuspect { return read(parts) }
      position += part.readableBytes
    }
    return .ok
  }

  /// Looks for what both `"error"` and `"isError"` end in, in steps of up to five bytes (Horspool); an `isError` that is
  /// false, which some servers always send, is none.
  private static func mentionsError(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var end = 4
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\""):
        if bytes[(end - 4)...end].elementsEqual("rror\"".utf8), isErrorMember(bytes, end: end) { return true }
        end += 5
      case UInt8(ascii: "r"): end += 1
      case UInt8(ascii: "o"): end += 2
      default: end += 5
      }
    }
    return false
  }

  private static func isErrorMember(_ bytes: UnsafeRawBufferPointer, end: Int) -> Bool {
    let front = bytes[..<(end - 4)]
    if front.suffix(2).elementsEqual("\"e".utf8) { return true }
    guard front.suffix(4).elementsEqual("\"isE".utf8) else { return false }
    let value = bytes[(end + 1)...].first { $0 > 0x20 && $0 != UInt8(ascii: ":") }
    return value == UInt8(ascii: "t")
  }

  private static func read(_ parts: [ByteBuffer]) -> AnswerVerdict {
    var bytes: [UInt8] = []
    for part in parts { bytes += part.readableBytesView.prefix(longest - bytes.count) }
    return bytes.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      do throws(JSONError) {
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          switch key {
          case "error": return error(bytes, &cursor)
          case "result": if try isToolError(&cursor) { return .toolError }
          default: _ = try cursor.skipValue()
          }
        }
      } catch {}
      return .ok
    }
  }

  private static func isToolError(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
    guard try cursor.peekKind() == .object else {
      _ = try cursor.skipValue()
      return false
    }
    try cursor.beginObject()
    var isError = false
    while let key = try cursor.nextMember() {
      if key == "isError", try cursor.peekKind() == .true { isError = true }
      _ = try cursor.skipValue()
    }
    return isError
  }

  private static func error(_ bytes: UnsafeRawBufferPointer, _ cursor: inout JSONCursor) -> AnswerVerdict {
    guard let range = try? cursor.skipValue() else { return .rpcError(code: nil, message: nil) }
    let error = UnsafeRawBufferPointer(rebasing: bytes[range])
    let code = (try? RawJSON.find(pointer: "/code", in: error)).flatMap { range in
      Int(String(decoding: error[range], as: UTF8.self))
    }
    let message = (try? RawJSON.find(pointer: "/message", in: error)).flatMap { range -> String? in
      var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: error[range]))
      return (try? cursor.readString())?.decoded
    }
    return .rpcError(code: code, message: message)
  }
}
