import RawJSON

/// A JSON value, taken apart. Bounded in size and depth by who reads it.
enum JSONNode: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONNode])
  /// In the order of the text; of two members with the same name the first counts.
  case object([Member])

  struct Member: Sendable {
    let name: String
    let value: JSONNode
  }

  /// Reads a whole document.
  init(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
    self = try bytes.span.bytes.withUnsafeBytes { (bytes) throws(JSONError) in
      var cursor = JSONCursor(bytes, limits: limits)
      let node = try JSONNode(&cursor, bytes)
      try cursor.end()
      return node
    }
  }

  /// The recursion is as deep as the cursor's limit allows.
  private init(_ cursor: inout JSONCursor, _ bytes: UnsafeRawBufferPointer) throws(JSONError) {
    switch try cursor.peekKind() {
    case .null:
      _ = try cursor.skipValue()
      self = .null
    case .true, .false: self = .bool(try cursor.readBool())
    case .number: self = .number(JSONNumber(String(decoding: bytes[try cursor.skipValue()], as: UTF8.self)))
    case .string: self = .string(try cursor.readString().decoded)
    case .array:
      try cursor.beginArray()
      var elements: [JSONNode] = []
      while try cursor.nextElement() { elements.append(try JSONNode(&cursor, bytes)) }
      self = .array(elements)
    case .object:
      try cursor.beginObject()
      var members: [Member] = []
      while let key = try cursor.nextMember() {
        members.append(Member(name: key.decoded, value: try JSONNode(&cursor, bytes)))
      }
      self = .object(members)
    }
  }

  /// The value of a member; nil when there is none, or this is no object.
  subscript(_ name: String) -> JSONNode? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// What the value is, for a person: `a number`.
  var phrase: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONNode: Equatable {
  /// Equality of JSON Schema: numbers by value, objects without regard to order.
  static func == (left: JSONNode, right: JSONNode) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.unicodeScalars.elementsEqual(right.unicodeScalars)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)):
      left.count == right.count
        && left.allSatisfy { member in right.first { $0.name == member.name }?.value == member.value }
    default: false
    }
  }
}
