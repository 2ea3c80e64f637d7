import RawJSON

/// A JSON object as its members' raw values, to put one configuration over another.
struct JSONObjectText {
  private var members: [(name: String, value: String)] = []

  /// Nil for a text that is no JSON object. Of members that stand twice the last one counts.
  init?(_ text: String) {
    var found: [(name: String, value: String)] = []
    let isObject = Array(text.utf8).withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      do throws(JSONError) {
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          let name = key.decoded
          let value = String(decoding: bytes[try cursor.skipValue()], as: UTF8.self)
          found.removeAll { $0.name == name }
          found.append((name, value))
        }
        try cursor.end()
        return true
      } catch {
        return false
      }
    }
    guard isObject else { return nil }
    members = found
  }

  /// These members, and those of `base` that are not among them.
  func over(_ base: JSONObjectText) -> JSONObjectText {
    var merged = self
    merged.members = base.members.filter { other in !members.contains { $0.name == other.name } } + members
    return merged
  }

  var text: String {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      JSONQuoting.append(member.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      bytes += Array(member.value.utf8)
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `text` over `base`; whichever is an object when the other is none.
  static func merged(_ text: String, over base: String) -> String {
    guard base != "{}", let lower = JSONObjectText(base) else { return text }
    guard text != "{}" else { return base }
    return JSONObjectText(text)?.over(lower).text ?? text
  }
}
