/// A JSON document put together member by member, where the peer's readers expect every key, null included.
enum JSONTree: Encodable, Equatable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  case null
  case text(String)
  case flag(Bool)
  case number(Int)
  case list([JSONTree])
  case object([String: JSONTree])

  init(nilLiteral: ()) { self = .null }
  init(stringLiteral text: String) { self = .text(text) }
  init(booleanLiteral flag: Bool) { self = .flag(flag) }
  init(integerLiteral number: Int) { self = .number(number) }
  init(arrayLiteral elements: JSONTree...) { self = .list(elements) }
  init(dictionaryLiteral members: (String, JSONTree)...) {
    self = .object(Dictionary(members) { _, last in last })
  }

  /// Null for nil.
  init(_ text: String?) { self = text.map(JSONTree.text) ?? .null }
  /// Null for nil.
  init(_ number: Int?) { self = number.map(JSONTree.number) ?? .null }
  init(_ flag: Bool) { self = .flag(flag) }
  init(_ texts: [String]) { self = .list(texts.map(JSONTree.text)) }

  /// An object with the members of another one, which win.
  func merging(_ other: [String: JSONTree]) -> JSONTree {
    guard case .object(let members) = self else { return .object(other) }
    return .object(members.merging(other) { _, new in new })
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .text(let text): try container.encode(text)
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .list(let elements): try container.encode(elements)
    case .object(let members): try container.encode(members)
    }
  }
}
