import RawJSON

/// Builds a JSON object, its members in the order in which they are added.
struct JSONMembers {
  private var content = Array("{".utf8)

  mutating func add(_ name: String, _ text: String) {
    begin(name)
    JSONQuoting.append(text, to: &content)
  }

  mutating func add(_ name: String, _ texts: [String]) {
    begin(name)
    content.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { content.append(UInt8(ascii: ",")) }
      JSONQuoting.append(text, to: &content)
    }
    content.append(UInt8(ascii: "]"))
  }

  private mutating func begin(_ name: String) {
    if content.count > 1 { content.append(UInt8(ascii: ",")) }
    JSONQuoting.append(name, to: &content)
    content.append(UInt8(ascii: ":"))
  }

  var bytes: [UInt8] { content + Array("}".utf8) }
}
