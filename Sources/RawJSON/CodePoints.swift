/// The code points of a string, escape sequences resolved. A lone surrogate comes out as itself, so that two
/// different ones do not compare equal.
///
/// The text should have been validated; what is not valid gives some code point, and never a trap.
struct CodePoints: Sequence, IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int
  private let resolvesEscapes: Bool

  /// - Precondition: `range` lies within `bytes`; otherwise the sequence is empty.
  init(_ bytes: UnsafeRawBufferPointer, range: Range<Int>, resolvesEscapes: Bool) {
    let isInside = range.lowerBound >= 0 && range.upperBound <= bytes.count
    self.bytes = bytes
    self.position = isInside ? range.lowerBound : 0
    self.end = isInside ? range.upperBound : 0
    self.resolvesEscapes = resolvesEscapes
  }

  mutating func next() -> UInt32? {
    guard position < end else { return nil }
    let first = bytes[position]
    position &+= 1
    if first == ASCII.backslash, resolvesEscapes { return escape() }
    if first < 0x80 { return UInt32(first) }
    let following = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3
    var point = UInt32(first) & (0x3f >> UInt32(following))
    for _ in 0..<following where position < end {
      point = point << 6 | UInt32(bytes[position] & 0x3f)
      position &+= 1
    }
    return point
  }

  private mutating func escape() -> UInt32? {
    guard position < end else { return nil }
    let letter = bytes[position]
    position &+= 1
    switch letter {
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0c
    case UInt8(ascii: "n"): return 0x0a
    case UInt8(ascii: "r"): return 0x0d
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"): return scalar()
    default: return UInt32(letter)
    }
  }

  /// The rest of a `\uXXXX`, together with its other half when there is one.
  private mutating func scalar() -> UInt32 {
    let unit = hexDigits()
    guard unit & 0xfc00 == 0xd800, end &- position >= 6, bytes[position] == ASCII.backslash,
      bytes[position &+ 1] == UInt8(ascii: "u")
    else { return unit }
    let afterFirst = position
    position &+= 2
    let low = hexDigits()
    guard low & 0xfc00 == 0xdc00 else {
      position = afterFirst
      return unit
    }
    return 0x1_0000 + ((unit & 0x3ff) << 10 | (low & 0x3ff))
  }

  private mutating func hexDigits() -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 where position < end {
      unit = unit << 4 | (ASCII.hex(bytes[position]) ?? 0)
      position &+= 1
    }
    return unit
  }
}
