/// Turns a schema's JSON into ``Rules``, and collects what is wrong with it.
struct RulesReader {
  private(set) var unsupported: [String] = []
  private var problems: [JSONSchema.Problem] = []
  private var references: [(name: String, path: SchemaPath)] = []
  private var defined: Set<String> = ["#"]

  /// Keywords that say something about a schema and demand nothing.
  private static let annotations: Set<String> = [
    "$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples", "format", "deprecated",
    "readOnly", "writeOnly",
  ]

  var allProblems: [JSONSchema.Problem] {
    problems
      + references.filter { !defined.contains($0.name) }.map {
        JSONSchema.Problem(pointer: $0.path.pointer, message: "\"$ref\" leads to no schema in \"$defs\"")
      }
  }

  mutating func readDefinitions(of source: JSONNode) -> [String: Rules] {
    guard let definitions = source["$defs"] else { return [:] }
    let path = SchemaPath().member("$defs")
    guard case .object(let members) = definitions else {
      complain(path, "\"$defs\" must be an object of schemas")
      return [:]
    }
    var result: [String: Rules] = [:]
    for member in members {
      defined.insert(member.name)
      result[member.name] = read(member.value, at: path.member(member.name))
    }
    return result
  }

  mutating func read(_ node: JSONNode, at path: SchemaPath) -> Rules {
    var rules = Rules()
    switch node {
    case .bool(let accepts): rules.refusesAll = !accepts
    case .object(let members):
      for member in members { read(member, into: &rules, at: path.member(member.name)) }
    default: complain(path, "a schema must be an object or a boolean, is \(node.phrase)")
    }
    return rules
  }

  private mutating func read(_ member: JSONNode.Member, into rules: inout Rules, at path: SchemaPath) {
    let value = member.value
    switch member.name {
    case "type": rules.kinds = kinds(value, path)
    case "enum": rules.allowed = list(value, path)
    case "const": rules.allowed = [value]
    case "properties": rules.properties = properties(value, path)
    case "patternProperties":
      rules.patternProperties = properties(value, path)
      for property in rules.patternProperties { check(pattern: property.name, path) }
    case "additionalProperties": rules.additional = [read(value, at: path)]
    case "required": rules.required = names(value, path)
    case "items": rules.items = [read(value, at: path)]
    case "minItems": rules.minItems = count(value, path)
    case "maxItems": rules.maxItems = count(value, path)
    case "uniqueItems":
      guard case .bool(let isUnique) = value else { return complain(path, "must be a boolean, is \(value.phrase)") }
      rules.hasUniqueItems = isUnique
    case "minLength": rules.minLength = count(value, path)
    case "maxLength": rules.maxLength = count(value, path)
    case "pattern":
      guard case .string(let pattern) = value else { return complain(path, "must be a string, is \(value.phrase)") }
      check(pattern: pattern, path)
      rules.pattern = pattern
    case "minimum": rules.minimum = number(value, path)
    case "maximum": rules.maximum = number(value, path)
    case "exclusiveMinimum": rules.exclusiveMinimum = number(value, path)
    case "exclusiveMaximum": rules.exclusiveMaximum = number(value, path)
    case "anyOf": rules.anyOf = schemas(value, path)
    case "oneOf": rules.oneOf = schemas(value, path)
    case "allOf": rules.allOf = schemas(value, path)
    case "not": rules.not = [read(value, at: path)]
    case "$ref": rules.reference = reference(value, path)
    default:
      if !Self.annotations.contains(member.name), !member.name.hasPrefix("x-") { unsupported.append(path.pointer) }
    }
  }

  private mutating func complain(_ path: SchemaPath, _ message: String) {
    problems.append(JSONSchema.Problem(pointer: path.pointer, message: message))
  }

  private mutating func kinds(_ value: JSONNode, _ path: SchemaPath) -> [Rules.Kind] {
    let names: [JSONNode]
    switch value {
    case .string: names = [value]
    case .array(let list) where !list.isEmpty: names = list
    default:
      complain(path, "must be the name of a type, or several in an array")
      return []
    }
    return names.compactMap { name in
      if case .string(let text) = name, let kind = Rules.Kind(rawValue: text) { return kind }
      complain(path, "must be one of " + Rules.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
      return nil
    }
  }

  private mutating func list(_ value: JSONNode, _ path: SchemaPath) -> [JSONNode] {
    if case .array(let list) = value, !list.isEmpty { return list }
    complain(path, "must be an array that is not empty")
    return []
  }

  private mutating func schemas(_ value: JSONNode, _ path: SchemaPath) -> [Rules] {
    list(value, path).enumerated().map { read($1, at: path.element($0)) }
  }

  private mutating func properties(_ value: JSONNode, _ path: SchemaPath) -> [Rules.Property] {
    guard case .object(let members) = value else {
      complain(path, "must be an object of schemas, is \(value.phrase)")
      return []
    }
    return members.map { .init(name: $0.name, rules: read($0.value, at: path.member($0.name))) }
  }

  private mutating func names(_ value: JSONNode, _ path: SchemaPath) -> [String] {
    guard case .array(let list) = value else {
      complain(path, "must be an array of strings, is \(value.phrase)")
      return []
    }
    return list.compactMap { name in
      if case .string(let text) = name { return text }
      complain(path, "must be an array of strings")
      return nil
    }
  }

  private mutating func number(_ value: JSONNode, _ path: SchemaPath) -> JSONNumber? {
    if case .number(let number) = value { return number }
    complain(path, "must be a number, is \(value.phrase)")
    return nil
  }

  private mutating func count(_ value: JSONNode, _ path: SchemaPath) -> Int? {
    if case .number(let number) = value, number.isInteger, let count = Int(exactly: number.value), count >= 0 {
      return count
    }
    complain(path, "must be an integer, 0 or more")
    return nil
  }

  private mutating func check(pattern: String, _ path: SchemaPath) {
    if TextPattern(pattern) == nil { complain(path, "is not a regular expression that can be read") }
  }

  private mutating func reference(_ value: JSONNode, _ path: SchemaPath) -> String? {
    guard case .string(let text) = value, text == "#" || text.hasPrefix("#/$defs/") else {
      complain(path, "must be \"#\" or \"#/$defs/NAME\"; other places are not read")
      return nil
    }
    let name = text == "#" ? text : String(text.dropFirst("#/$defs/".count))
    references.append((name, path))
    return name
  }
}
