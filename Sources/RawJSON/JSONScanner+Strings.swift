extension JSONScanner {
  /// Reads a string whose opening quote is just before `start`, up to its closing quote.
  func string(from start: Int) throws(JSONError) -> (closing: Int, escaped: Bool) {
    var i = start
    var escaped = false
    while true {
      while end &- i >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self))
        let stops = Self.stops(in: word)
        guard stops == 0 else {
          i &+= stops.trailingZeroBitCount &>> 3
          break
        }
        i &+= 8
      }
      guard i < end else { throw JSONError(.unexpectedEnd, at: i) }
      switch bytes[i] {
      case ASCII.quote:
        return (i, escaped)
      case ASCII.backslash:
        escaped = true
        i = try escape(at: i)
      case ..<0x20:
        throw JSONError(.controlCharacter, at: i)
      case 0x80...:
        repeat { i = try multibyteScalar(at: i) } while i < end && bytes[i] >= 0x80
      default:
        // Fewer than eight bytes are left.
        i &+= 1
      }
    }
  }

  /// The top bit of each byte that is a quote, a backslash, a control character or not ASCII. Exact up to and
  /// including the first such byte (a borrow can spoil the ones above it), and zero only when there is none.
  @inline(__always)
  private static func stops(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5c)
    // For bytes below 0x80, x - n borrows into the top bit exactly when x < n.
    return (word | (quotes &- ones) | (backslashes &- ones) | (word &- ones &* 0x20)) & (ones &* 0x80)
  }

  /// Reads an escape sequence whose backslash is at `start`.
  private func escape(at start: Int) throws(JSONError) -> Int {
    guard end &- start >= 2 else { throw JSONError(.unexpectedEnd, at: end) }
    switch bytes[start &+ 1] {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      return start &+ 2
    case UInt8(ascii: "u"):
      let unit = try codeUnit(at: start)
      guard !limits.allowsLoneSurrogates, unit & 0xf800 == 0xd800 else { return start &+ 6 }
      guard unit < 0xdc00, end &- start >= 8, bytes[start &+ 6] == ASCII.backslash,
        bytes[start &+ 7] == UInt8(ascii: "u"), try codeUnit(at: start &+ 6) & 0xfc00 == 0xdc00
      else { throw JSONError(.loneSurrogate, at: start) }
      return start &+ 12
    default:
      throw JSONError(.invalidEscape, at: start)
    }
  }

  /// The UTF-16 code unit of a `\uXXXX` that begins at `start`.
  private func codeUnit(at start: Int) throws(JSONError) -> UInt32 {
    guard end &- start >= 6 else { throw JSONError(.unexpectedEnd, at: end) }
    var unit: UInt32 = 0
    for i in start &+ 2..<start &+ 6 {
      guard let digit = ASCII.hex(bytes[i]) else { throw JSONError(.invalidEscape, at: start) }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// Reads one scalar that is not ASCII: Table 3-7 of the Unicode standard, which leaves no room for overlong forms,
  /// surrogates or anything above U+10FFFF.
  private func multibyteScalar(at start: Int) throws(JSONError) -> Int {
    let first = bytes[start]
    let length: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xbf
    switch first {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef:
      length = 3
      if first == 0xe0 { lowest = 0xa0 }
      if first == 0xed { highest = 0x9f }
    case 0xf0...0xf4:
      length = 4
      if first == 0xf0 { lowest = 0x90 }
      if first == 0xf4 { highest = 0x8f }
    default: throw JSONError(.invalidUTF8, at: start)
    }
    guard end &- start >= length, bytes[start &+ 1] >= lowest, bytes[start &+ 1] <= highest,
      length < 3 || bytes[start &+ 2] & 0xc0 == 0x80, length < 4 || bytes[start &+ 3] & 0xc0 == 0x80
    else { throw JSONError(.invalidUTF8, at: start) }
    return start &+ length
  }
}
