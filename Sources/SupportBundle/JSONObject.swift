import RawJSON

/// A JSON object that is written member by member.
struct JSONObject {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  var closed: [UInt8] { bytes + [UInt8(ascii: "}")] }

  mutating func add(_ name: String, json: [UInt8]) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSONQuoting.append(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    bytes += json
  }

  mutating func add(_ name: String, _ text: String) {
    add(name, json: Self.quoted(text))
  }

  mutating func add(_ name: String, _ number: Int) {
    add(name, json: Array("\(number)".utf8))
  }

  mutating func add(_ name: String, strings: [String]) {
    let elements = strings.map(Self.quoted).joined(separator: [UInt8(ascii: ",")])
    add(name, json: [UInt8(ascii: "[")] + Array(elements) + [UInt8(ascii: "]")])
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONQuoting.append(text, to: &bytes)
    return bytes
  }
}
