internal import TunnelPluginKit

extension JSONWriter {
  private static let deepest = 64

  /// Writes a value anew. What is malformed in it becomes null: the text comes from a process that nobody has checked.
  mutating func copy(_ slice: JSONSlice, depth: Int = 0) {
    guard depth < Self.deepest else { return raw("null") }
    switch slice.kind {
    case .object:
      object { object in
        for member in slice.members {
          object.key(member.name.string ?? "")
          object.copy(member.value, depth: depth + 1)
        }
      }
    case .array:
      array { array in
        for element in slice.elements { array.copy(element, depth: depth + 1) }
      }
    case .string: string(slice.string ?? "")
    case .number: raw(Self.isNumber(slice.bytes) ? String(decoding: slice.bytes, as: UTF8.self) : "null")
    case .bool: bool(slice.bool ?? false)
    case .null, .malformed: raw("null")
    }
  }

  private static func isNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
    Double(String(decoding: bytes, as: UTF8.self)) != nil
      && bytes.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
  }

  /// A member that is left out when there is nothing to say.
  mutating func optional(_ name: String, _ text: String?) {
    if let text, !text.isEmpty { member(name, text) }
  }
}
