/// What one schema demands, its keywords checked.
struct Rules: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case null
    case boolean
    case number
    case integer
    case string
    case array
    case object

    /// For a person: `a number`.
    var phrase: String {
      switch self {
      case .null: "null"
      case .array, .integer, .object: "an \(rawValue)"
      case .boolean, .number, .string: "a \(rawValue)"
      }
    }

    func matches(_ node: JSONNode) -> Bool {
      switch (self, node) {
      case (.null, .null), (.boolean, .bool), (.number, .number), (.string, .string), (.array, .array),
        (.object, .object):
        true
      case (.integer, .number(let number)): number.isInteger
      default: false
      }
    }
  }

  struct Property: Sendable {
    let name: String
    let rules: Rules
  }

  /// `false` as a schema: nothing is accepted.
  var refusesAll = false
  var kinds: [Kind]?
  var allowed: [JSONNode]?
  var properties: [Property] = []
  var patternProperties: [Property] = []
  var required: [String] = []
  /// One rule or none; an array because a struct cannot contain itself.
  var additional: [Rules] = []
  var items: [Rules] = []
  var minItems: Int?
  var maxItems: Int?
  var hasUniqueItems = false
  var minLength: Int?
  var maxLength: Int?
  var pattern: String?
  var minimum: JSONNumber?
  var maximum: JSONNumber?
  var exclusiveMinimum: JSONNumber?
  var exclusiveMaximum: JSONNumber?
  var anyOf: [Rules] = []
  var oneOf: [Rules] = []
  var allOf: [Rules] = []
  var not: [Rules] = []
  /// The name below `#/$defs/`, or `#` for the whole schema.
  var reference: String?

  /// Whether nothing but the presence of members is asked for.
  var isOnlyRequired: Bool {
    !required.isEmpty && !refusesAll && allowed == nil && properties.isEmpty && patternProperties.isEmpty
      && additional.isEmpty && anyOf.isEmpty && oneOf.isEmpty && allOf.isEmpty && not.isEmpty && reference == nil
  }
}
