/// The text between the quotes of a JSON string.
enum JSONString {
  /// Decodes escapes. A surrogate without its partner, which no Unicode text can hold, becomes U+FFFD.
  /// nil when an escape is malformed.
  static func decode(_ raw: UnsafeRawBufferPointer) -> String? {
    guard let first = raw.firstIndex(of: UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
    var text: [UInt8] = []
    text.reserveCapacity(raw.count)
    text.append(contentsOf: raw[..<first])
    var index = first
    while index < raw.count {
      guard raw[index] == UInt8(ascii: "\\") else {
        text.append(raw[index])
        index += 1
        continue
      }
      guard index + 1 < raw.count else { return nil }
      if raw[index + 1] == UInt8(ascii: "u") {
        guard let scalar = scalar(in: raw, at: &index) else { return nil }
        text.append(contentsOf: Array(String(scalar).utf8))
      } else {
        guard let byte = plainEscape(raw[index + 1]) else { return nil }
        text.append(byte)
        index += 2
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func plainEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// Decodes the `\uXXXX` at `index`, and a second one when the two are a surrogate pair.
  private static func scalar(in raw: UnsafeRawBufferPointer, at index: inout Int) -> Unicode.Scalar? {
    guard let first = unit(in: raw, at: index) else { return nil }
    index += 6
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard UTF16.isLeadSurrogate(first), let second = unit(in: raw, at: index), UTF16.isTrailSurrogate(second) else {
      return "\u{FFFD}"
    }
    index += 6
    return Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00)))
  }

  private static func unit(in raw: UnsafeRawBufferPointer, at index: Int) -> UInt16? {
    guard index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt16 = 0
    for byte in raw[index + 2..<index + 6] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}
