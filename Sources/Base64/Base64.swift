/// Base64 with one of its two alphabets (RFC 4648).
public struct Base64: Sendable {
  /// Section 4: `+` and `/`, padded.
  public static let standard = Base64(last: "+/", isPadded: true)
  /// Section 5: `-` and `_`, as everybody writes it without padding.
  public static let url = Base64(last: "-_", isPadded: false)

  private let symbols: [UInt8]
  private let isPadded: Bool

  private init(last: String, isPadded: Bool) {
    symbols = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
    self.isPadded = isPadded
  }

  public func encoded(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: encodedBytes(bytes), as: UTF8.self)
  }

  /// The same as bytes, for whoever goes on with them.
  public func encodedBytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      (bits, count) = (bits << 8 | UInt32(byte), count + 8)
      while count >= 6 {
        count -= 6
        output.append(symbols[Int(bits >> count & 63)])
      }
      bits &= 63
    }
    if count > 0 { output.append(symbols[Int(bits << (6 - count) & 63)]) }
    while isPadded, !output.count.isMultiple(of: 4) { output.append(UInt8(ascii: "=")) }
    return output
  }

  /// With padding or without; what is left over of a last group does not count. Nil: a character is not of this alphabet.
  public func decoded(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for byte in text.utf8 where byte != UInt8(ascii: "=") {
      guard let value = Self.value(of: byte), symbols[value] == byte else { return nil }
      (bits, count) = (bits << 6 | UInt32(value), count + 6)
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      bits &= 1 << count - 1
    }
    return bytes
  }

  /// The six bits that a character of either alphabet stands for.
  public static func value(of byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) + 4
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
