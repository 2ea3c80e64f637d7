extension JSONScanner {
  /// Reads a number, `true`, `false` or `null`.
  @inline(__always)
  func numberOrLiteral(at start: Int) throws(JSONError) -> Int {
    switch bytes[start] {
    case ASCII.minus, ASCII.zero...ASCII.nine: return try number(at: start)
    case UInt8(ascii: "t"): return try literal(0x6575_7274, at: start, length: 4)
    case UInt8(ascii: "n"): return try literal(0x6c6c_756e, at: start, length: 4)
    // The four bytes behind the 'f'.
    case UInt8(ascii: "f"): return try literal(0x6573_6c61, at: start, length: 5)
    default: throw notAValue(at: start)
    }
  }

  /// Reads a literal whose last four bytes, read as a little-endian number, are `tail`.
  @inline(__always)
  private func literal(_ tail: UInt32, at start: Int, length: Int) throws(JSONError) -> Int {
    guard end &- start >= length else { throw JSONError(.invalidLiteral, at: start) }
    let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start &+ length &- 4, as: UInt32.self))
    guard word == tail else { throw JSONError(.invalidLiteral, at: start) }
    return start &+ length
  }

  /// Reads a number: RFC 8259 §6.
  func number(at start: Int) throws(JSONError) -> Int {
    var i = try integer(at: start)
    if i < end, bytes[i] == UInt8(ascii: ".") {
      i = try digits(at: i &+ 1, of: start)
    }
    // Setting the bit 0x20 turns 'E' into 'e' and nothing else into it.
    if i < end, bytes[i] | 0x20 == UInt8(ascii: "e") {
      i &+= 1
      if i < end, bytes[i] == UInt8(ascii: "+") || bytes[i] == ASCII.minus { i &+= 1 }
      i = try digits(at: i, of: start)
    }
    return i
  }

  /// Reads the integer part of a number, with its sign.
  @inline(__always)
  func integer(at start: Int) throws(JSONError) -> Int {
    let first = bytes[start] == ASCII.minus ? start &+ 1 : start
    let last = try digits(at: first, of: start)
    // No leading zeros.
    guard bytes[first] != ASCII.zero || last == first &+ 1 else { throw JSONError(.invalidNumber, at: start) }
    return last
  }

  /// Reads one digit or more.
  @inline(__always)
  private func digits(at first: Int, of start: Int) throws(JSONError) -> Int {
    var i = first
    while i < end, ASCII.isDigit(bytes[i]) { i &+= 1 }
    guard i > first else { throw JSONError(.invalidNumber, at: start) }
    return i
  }
}
