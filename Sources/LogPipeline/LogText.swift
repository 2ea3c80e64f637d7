import RawJSON

/// Values as `key=value` lines take them.
enum LogText {
  /// In quotes when there is anything in it that would end or forge a value.
  static func value(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 < 0x7F }
    return isPlain ? text : quoted(text)
  }

  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONQuoting.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Control characters are escaped: one record is one line, and no terminal sequence gets through.
  static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
    return String(quoted(text).dropFirst().dropLast())
  }
}
