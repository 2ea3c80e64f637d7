/// One of the two Base64 alphabets (RFC 4648 §4 and §5).
struct Base64Alphabet {
  static let standard = Base64Alphabet("+/")
  static let url = Base64Alphabet("-_")

  private let symbols: [UInt8]

  private init(_ last: String) {
    symbols = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
  }

  /// Whole groups of three only; there is nothing to pad.
  func encode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var index = bytes.startIndex
    while index + 2 < bytes.endIndex {
      let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
      for shift in [18, 12, 6, 0] { output.append(symbols[group >> shift & 63]) }
      index += 3
    }
    return output
  }

  /// Whether a byte belongs to either alphabet.
  static func has(_ byte: UInt8) -> Bool {
    value(of: byte) != nil
  }

  /// The six bits of a byte of either alphabet.
  static func value(of byte: UInt8) -> Int? {
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
