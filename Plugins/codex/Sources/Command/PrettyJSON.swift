internal import TunnelPluginKit

/// JSON for scripts and the people who write them: indented by two, members in alphabetical order, a line end behind it.
enum PrettyJSON {
  static func text(_ json: [UInt8]) -> String {
    var text = ""
    json.withUnsafeBytes { write(JSONSlice($0), indent: "", to: &text) }
    return text + "\n"
  }

  private static func write(_ value: JSONSlice, indent: String, to text: inout String) {
    let inner = indent + "  "
    switch value.kind {
    case .object:
      let members = value.members.sorted { ($0.name.string ?? "") < ($1.name.string ?? "") }
      guard !members.isEmpty else { return text += "{}" }
      text += "{\n"
      for (index, member) in members.enumerated() {
        text += inner + String(decoding: member.name.bytes, as: UTF8.self) + ": "
        write(member.value, indent: inner, to: &text)
        text += index == members.count - 1 ? "\n" : ",\n"
      }
      text += indent + "}"
    case .array:
      let elements = value.elements
      guard !elements.isEmpty else { return text += "[]" }
      text += "[\n"
      for (index, element) in elements.enumerated() {
        text += inner
        write(element, indent: inner, to: &text)
        text += index == elements.count - 1 ? "\n" : ",\n"
      }
      text += indent + "]"
    default:
      text += String(decoding: value.bytes, as: UTF8.self)
    }
  }
}
