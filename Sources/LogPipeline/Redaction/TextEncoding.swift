/// How other programs write bytes into URLs, JSON and HTML.
enum TextEncoding {
  static let capitals = Array("0123456789ABCDEF".utf8)
  static let smallLetters = Array("0123456789abcdef".utf8)

  /// What an encoder of JSON escapes beside quotes and backslashes.
  enum JSONStyle: CaseIterable {
    /// Nothing.
    case plain
    /// Slashes, as PHP does.
    case slashes
    /// Characters beyond ASCII, as Python does.
    case ascii
    /// What HTML gives a meaning to, as Go does.
    case html
  }

  /// RFC 3986 §2.1; `kept` stays as it is, beside what is never encoded.
  static func percent(_ bytes: [UInt8], _ digits: [UInt8], keeping kept: String, plusIsSpace: Bool = false) -> [UInt8] {
    bytes.reduce(into: []) { output, byte in
      if isUnreserved(byte) || kept.utf8.contains(byte) {
        output.append(byte)
      } else if byte == 0x20, plusIsSpace {
        output.append(UInt8(ascii: "+"))
      } else {
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  /// RFC 8259 §7.
  static func json(_ bytes: [UInt8], _ style: JSONStyle) -> [UInt8] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.reduce(into: []) { output, scalar in
      switch scalar {
      case "\"", "\\": output += [UInt8(ascii: "\\"), UInt8(scalar.value)]
      case "/" where style == .slashes: output += Array("\\/".utf8)
      case "\t": output += Array("\\t".utf8)
      case "\n": output += Array("\\n".utf8)
      case "\r": output += Array("\\r".utf8)
      case "&" where style == .html, "<" where style == .html, ">" where style == .html: output += unicodeEscape(scalar)
      case _ where scalar.value < 0x20 || style == .ascii && scalar.value >= 0x7F: output += unicodeEscape(scalar)
      default: output += Array(String(scalar).utf8)
      }
    }
  }

  /// The five characters that HTML gives a meaning to.
  static func html(_ bytes: [UInt8]) -> [UInt8] {
    bytes.reduce(into: []) { output, byte in
      switch byte {
      case UInt8(ascii: "&"): output += Array("&amp;".utf8)
      case UInt8(ascii: "<"): output += Array("&lt;".utf8)
      case UInt8(ascii: ">"): output += Array("&gt;".utf8)
      case UInt8(ascii: "\""): output += Array("&quot;".utf8)
      case UInt8(ascii: "'"): output += Array("&#39;".utf8)
      default: output.append(byte)
      }
    }
  }

  /// Two digits a byte.
  static func hexadecimal(_ bytes: [UInt8], _ digits: [UInt8]) -> [UInt8] {
    bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func unicodeEscape(_ scalar: Unicode.Scalar) -> [UInt8] {
    String(scalar).utf16.flatMap { unit in
      [UInt8(ascii: "\\"), UInt8(ascii: "u")] + [12, 8, 4, 0].map { smallLetters[Int(unit >> $0 & 15)] }
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~".utf8.contains(byte)
    }
  }
}
