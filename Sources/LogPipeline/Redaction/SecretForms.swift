/// The ways in which a secret may appear in a text: as it is, and in the encodings that HTTP and JSON put it in (W-43).
struct SecretForms {
  struct Form: Hashable {
    var bytes: [UInt8]
    /// A part of a Base64 text whose neighbours hold the rest of the secret.
    var isInsideBase64 = false
  }

  private(set) var all: Set<Form> = []

  init(_ secret: String) {
    let bytes = Array(secret.utf8)
    all.insert(Form(bytes: bytes))
    all.insert(Form(bytes: Self.percentEncoded(bytes, digits: "0123456789ABCDEF", plusIsSpace: false)))
    all.insert(Form(bytes: Self.percentEncoded(bytes, digits: "0123456789abcdef", plusIsSpace: false)))
    all.insert(Form(bytes: Self.percentEncoded(bytes, digits: "0123456789ABCDEF", plusIsSpace: true)))
    for escapesSlash in [false, true] {
      let once = Self.jsonEscaped(bytes, escapesSlash: escapesSlash)
      all.insert(Form(bytes: once))
      // JSON in a JSON string, as a logged body is.
      all.insert(Form(bytes: Self.jsonEscaped(once, escapesSlash: false)))
    }
    for alphabet in [Base64Alphabet.standard, .url] {
      // A secret within an encoded text starts at one of three places of its group: "user:secret" of Basic, for one.
      for skipped in 0..<3 {
        let whole = (bytes.count - skipped) / 3 * 3
        guard whole >= 6 else { continue }
        all.insert(Form(bytes: alphabet.encode(bytes[skipped..<skipped + whole]), isInsideBase64: true))
      }
    }
  }

  private static func percentEncoded(_ bytes: [UInt8], digits: StaticString, plusIsSpace: Bool) -> [UInt8] {
    let digits = Array("\(digits)".utf8)
    return bytes.reduce(into: []) { output, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        output.append(byte)
      case UInt8(ascii: " ") where plusIsSpace:
        output.append(UInt8(ascii: "+"))
      default:
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  private static func jsonEscaped(_ bytes: [UInt8], escapesSlash: Bool) -> [UInt8] {
    bytes.reduce(into: []) { output, byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "/") where escapesSlash: output += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\t"): output += Array("\\t".utf8)
      default: output.append(byte)
      }
    }
  }
}
