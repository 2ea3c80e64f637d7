import RawJSON

extension JSONSchema {
  /// A small value that the schema accepts, from its examples, defaults and constants; nil when they do not lead to one.
  public var acceptedExample: String? {
    var candidates: [JSONNode] = []
    if case .array(let examples) = source["examples"] { candidates += examples }
    if let value = source["default"] { candidates.append(value) }
    if let value = minimal(source, depth: 0) { candidates.append(value) }
    candidates.append(.object([]))
    return candidates.first { problems(in: $0).isEmpty }?.text
  }

  /// A value that is nearly the accepted one, and that the schema refuses; nil when none was found.
  public var refusedExample: String? {
    var members: [JSONNode.Member] = []
    if let example = acceptedExample, let node = try? JSONNode(Array(example.utf8), limits: Self.limits),
      case .object(let list) = node
    {
      members = list
    }
    var candidates: [JSONNode] = []
    if case .object(let properties) = source["properties"] {
      // Of another type than any setting is likely to have, then of a type that few have.
      for wrong in [JSONNode.array([.bool(true)]), .bool(true), .number(JSONNumber("-1"))] {
        for property in properties {
          let others = members.filter { $0.name != property.name }
          candidates.append(.object(others + [.init(name: property.name, value: wrong)]))
        }
      }
    }
    candidates.append(.object([]))
    candidates.append(.object(members + [.init(name: "x_no_such_key", value: .number(JSONNumber("1")))]))
    return candidates.first { !problems(in: $0).isEmpty }?.text
  }

  /// The required members only, each by its default, constant, first allowed value or first example.
  private func minimal(_ schema: JSONNode, depth: Int) -> JSONNode? {
    guard depth < 16 else { return nil }
    if depth > 0 {
      if let value = schema["default"] { return value }
      if let value = schema["const"] { return value }
      for keyword in ["enum", "examples"] {
        if case .array(let values) = schema[keyword], let value = values.first { return value }
      }
    }
    guard schema["type"] == .string("object") || schema["properties"] != nil else { return nil }
    guard case .array(let required) = schema["required"] else { return .object([]) }
    var members: [JSONNode.Member] = []
    for case .string(let name) in required {
      guard let property = schema["properties"]?[name], let value = minimal(property, depth: depth + 1) else {
        return nil
      }
      members.append(.init(name: name, value: value))
    }
    return .object(members)
  }
}

extension JSONNode {
  /// The value as JSON.
  fileprivate var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += Array("null".utf8)
    case .bool(let value): bytes += Array("\(value)".utf8)
    case .number(let number): bytes += Array(number.text.utf8)
    case .string(let text): JSONQuoting.append(text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONQuoting.append(member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}
