import Base64

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
    insert(bytes)
    insertPercentEncoded(bytes)
    insertEscaped(bytes)
    insertBase64(bytes)
    for digits in [TextEncoding.capitals, TextEncoding.smallLetters] { insert(TextEncoding.hexadecimal(bytes, digits)) }
  }

  private mutating func insert(_ bytes: [UInt8], isInsideBase64: Bool = false) {
    all.insert(Form(bytes: bytes, isInsideBase64: isInsideBase64))
  }

  /// Encoders differ in what they leave as it is: browsers some punctuation, Python slashes, a path's encoder most.
  private mutating func insertPercentEncoded(_ bytes: [UInt8]) {
    for kept in ["", "/", "*", "!'()*", "!$&'()*+,;=:@", "!$&'()*+,;=:@/"] {
      for digits in [TextEncoding.capitals, TextEncoding.smallLetters] {
        let once = TextEncoding.percent(bytes, digits, keeping: kept)
        insert(once)
        // A URL within a URL's query.
        insert(TextEncoding.percent(once, digits, keeping: ""))
        if bytes.contains(0x20) { insert(TextEncoding.percent(bytes, digits, keeping: kept, plusIsSpace: true)) }
      }
    }
  }

  private mutating func insertEscaped(_ bytes: [UInt8]) {
    for style in TextEncoding.JSONStyle.allCases {
      let once = TextEncoding.json(bytes, style)
      insert(once)
      // JSON in a JSON string, as a logged body is.
      insert(TextEncoding.json(once, .plain))
    }
    insert(TextEncoding.html(bytes))
  }

  private mutating func insertBase64(_ bytes: [UInt8]) {
    for alphabet in [Base64.standard, .url] {
      // A secret within an encoded text starts at one of three places of its group: "user:secret" of Basic, for one.
      for skipped in 0..<3 {
        let whole = (bytes.count - skipped) / 3 * 3
        guard whole >= 6 else { continue }
        let encoded = alphabet.encodedBytes(bytes[skipped..<skipped + whole])
        insert(encoded, isInsideBase64: true)
        // In a query or as JSON with escaped slashes.
        for digits in [TextEncoding.capitals, TextEncoding.smallLetters] {
          insert(TextEncoding.percent(encoded, digits, keeping: ""), isInsideBase64: true)
        }
        insert(TextEncoding.json(encoded, .slashes), isInsideBase64: true)
      }
    }
  }
}
