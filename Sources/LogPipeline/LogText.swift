import RawJSON

/// Values as `key=value` lines take them.
enum LogText {
  /// In quotes when there is anything in it that would end or forge a value.
  static func value(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 < 0x7F }
    return isPlain ? text : quoted(text)
  }

  /// The name of a value: one word, whoever has made it up.
  static func name(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { isOfName($0) }
    return isPlain ? text : String(decoding: text.utf8.map { isOfName($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
  }

  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONQuoting.append(text, to: &bytes)
    return visible(String(decoding: bytes, as: UTF8.self))
  }

  /// Control characters are escaped: one record is one line, and no terminal sequence gets through.
  static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || mayHide($0) }) else { return text }
    return String(quoted(text).dropFirst().dropLast())
  }

  /// JSON with what a terminal would act on or what turns text around as `\u....`: JSON has such characters in strings
  /// only, and a log is read with `cat`, too.
  static func visible(_ json: String) -> String {
    guard json.utf8.contains(where: mayHide) else { return json }
    var shown = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      guard isHidden(scalar) else {
        shown.append(scalar)
        continue
      }
      let digits = String(scalar.value, radix: 16)
      shown += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars
    }
    return String(shown)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "\"")
  }

  /// DEL, or the first byte of what ``isHidden(_:)`` looks for.
  private static func mayHide(_ byte: UInt8) -> Bool { byte == 0x7F || byte == 0xC2 || byte == 0xE2 }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
