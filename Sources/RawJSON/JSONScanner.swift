/// The grammar of RFC 8259 over a piece of memory. Each function takes the offset of what it reads and returns the
/// offset behind it; none recurses, allocates or decodes.
struct JSONScanner {
  let bytes: UnsafeRawBufferPointer
  let limits: JSONLimits

  @inline(__always) var end: Int { bytes.count }

  /// The first byte at or behind `start` that is not white space.
  @inline(__always)
  func whitespace(from start: Int) -> Int {
    if start < end, bytes[start] > ASCII.space { return start }
    return longWhitespace(from: start)
  }

  private func longWhitespace(from start: Int) -> Int {
    var i = start
    while i < end {
      switch bytes[i] {
      case ASCII.space, ASCII.tab, ASCII.carriageReturn:
        i &+= 1
      case ASCII.newline:
        i &+= 1
        // The indentation of a pretty-printed document.
        while end &- i >= 8, bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self) == 0x2020_2020_2020_2020 {
          i &+= 8
        }
      default:
        return i
      }
    }
    return i
  }

  /// Reads one value of any kind that begins at `start`, in which at most `depth` containers may be open.
  func value(at start: Int, depth: Int) throws(JSONError) -> Int {
    var stack = ContainerStack()
    var i = start
    value: while true {
      guard i < end else { throw JSONError(.unexpectedEnd, at: i) }
      switch bytes[i] {
      case ASCII.quote:
        i = try string(from: i &+ 1).closing &+ 1
      case ASCII.openBrace:
        guard stack.count < depth else { throw JSONError(.tooDeep(limit: limits.maxDepth), at: i) }
        i = whitespace(from: i &+ 1)
        guard i < end, bytes[i] == ASCII.closeBrace else {
          stack.push(object: true)
          i = try member(at: i, else: .expectedMemberNameOrBrace).value
          continue value
        }
        i &+= 1
      case ASCII.openBracket:
        guard stack.count < depth else { throw JSONError(.tooDeep(limit: limits.maxDepth), at: i) }
        i = whitespace(from: i &+ 1)
        guard i < end, bytes[i] == ASCII.closeBracket else {
          stack.push(object: false)
          continue value
        }
        i &+= 1
      default:
        i = try numberOrLiteral(at: i)
      }
      // A value ended at i: close what closes here, until a comma announces the next one.
      while !stack.isEmpty {
        i = whitespace(from: i)
        guard i < end else { throw JSONError(.unexpectedEnd, at: i) }
        let byte = bytes[i]
        if byte == ASCII.comma {
          i = whitespace(from: i &+ 1)
          if stack.isInObject { i = try member(at: i, else: .expectedMemberName).value }
          continue value
        }
        if stack.isInObject {
          guard byte == ASCII.closeBrace else { throw JSONError(.expectedCommaOrBrace, at: i) }
        } else {
          guard byte == ASCII.closeBracket else { throw JSONError(.expectedCommaOrBracket, at: i) }
        }
        stack.pop()
        i &+= 1
      }
      return i
    }
  }

  /// Reads `"name" :` and the white space around it. `value` is where the member's value begins.
  @inline(__always)
  func member(
    at start: Int, else reason: JSONError.Reason
  ) throws(JSONError) -> (closing: Int, escaped: Bool, value: Int) {
    guard start < end else { throw JSONError(.unexpectedEnd, at: start) }
    guard bytes[start] == ASCII.quote else { throw JSONError(reason, at: start) }
    let name = try string(from: start &+ 1)
    let colon = whitespace(from: name.closing &+ 1)
    guard colon < end else { throw JSONError(.unexpectedEnd, at: colon) }
    guard bytes[colon] == ASCII.colon else { throw JSONError(.expectedColon, at: colon) }
    return (name.closing, name.escaped, whitespace(from: colon &+ 1))
  }

  /// What kind of value begins at `start`, judged by its first byte.
  func kind(at start: Int) throws(JSONError) -> JSONKind {
    guard start < end else { throw JSONError(.unexpectedEnd, at: start) }
    switch bytes[start] {
    case ASCII.openBrace: return .object
    case ASCII.openBracket: return .array
    case ASCII.quote: return .string
    case ASCII.minus, ASCII.zero...ASCII.nine: return .number
    case UInt8(ascii: "t"): return .true
    case UInt8(ascii: "f"): return .false
    case UInt8(ascii: "n"): return .null
    default: throw notAValue(at: start)
    }
  }

  /// The error for a byte that begins no value.
  func notAValue(at start: Int) -> JSONError {
    if start == 0, end >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf {
      return JSONError(.byteOrderMark, at: 0)
    }
    return JSONError(.expectedValue, at: start)
  }
}
