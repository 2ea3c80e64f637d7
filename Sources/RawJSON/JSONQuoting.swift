/// Writes text as a JSON string.
public enum JSONQuoting {
  /// Appends `text` in quotes, with the escapes that RFC 8259 §7 demands and no others.
  public static func append(_ text: String, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { appendValid(UnsafeRawBufferPointer($0), to: &output) }
  }

  /// Appends UTF-8 in quotes. What is not valid in it becomes U+FFFD, so that the output is always JSON.
  public static func append(utf8: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    guard utf8.contains(where: { $0 >= 0x80 }) else { return appendValid(utf8, to: &output) }
    append(String(decoding: utf8, as: UTF8.self), to: &output)
  }

  private static func appendValid(_ utf8: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    output.append(ASCII.quote)
    var written = 0
    for i in utf8.indices where needsEscape(utf8[i]) {
      output.append(contentsOf: utf8[written..<i])
      appendEscape(of: utf8[i], to: &output)
      written = i + 1
    }
    output.append(contentsOf: utf8[written...])
    output.append(ASCII.quote)
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash
  }

  private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
    output.append(ASCII.backslash)
    switch byte {
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0a: output.append(UInt8(ascii: "n"))
    case 0x0c: output.append(UInt8(ascii: "f"))
    case 0x0d: output.append(UInt8(ascii: "r"))
    case ASCII.quote, ASCII.backslash: output.append(byte)
    default:
      let low = byte & 0x0f
      output.append(contentsOf: [UInt8(ascii: "u"), ASCII.zero, ASCII.zero, ASCII.zero + (byte >> 4)])
      output.append(low < 10 ? ASCII.zero + low : UInt8(ascii: "a") + low - 10)
    }
  }
}
