/// Steps over JSON values without looking at more of them than where they end.
struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private var index = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Steps over one byte.
  mutating func skip() {
    index += 1
  }

  /// Steps over `byte` and the white space before it.
  mutating func take(_ byte: UInt8) -> Bool {
    skipWhiteSpace()
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  /// The next value; nil when there is none, or when it does not end.
  mutating func value() -> UnsafeRawBufferPointer? {
    skipWhiteSpace()
    guard index < bytes.count else { return nil }
    let start = index
    let ended =
      switch bytes[index] {
      case UInt8(ascii: "\""): skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["): skipNested()
      default: skipScalar()
      }
    return ended ? UnsafeRawBufferPointer(rebasing: bytes[start..<index]) : nil
  }

  private mutating func skipWhiteSpace() {
    while index < bytes.count, bytes[index].isJSONWhiteSpace { index += 1 }
  }

  private mutating func skipString() -> Bool {
    index += 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        return true
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    index = bytes.count
    return false
  }

  private mutating func skipNested() -> Bool {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        guard skipString() else { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        index += 1
        if depth == 0 { return true }
      default:
        index += 1
      }
    }
    return false
  }

  private mutating func skipScalar() -> Bool {
    let start = index
    while index < bytes.count, !bytes[index].endsJSONScalar { index += 1 }
    return index > start
  }
}

extension UInt8 {
  fileprivate var isJSONWhiteSpace: Bool {
    self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
  }

  fileprivate var endsJSONScalar: Bool {
    switch self {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"): true
    default: isJSONWhiteSpace
    }
  }
}
