/// One walk over a value with the rules for it.
struct Validation {
  let definitions: [String: Rules]
  private var root = Rules()
  private(set) var problems: [JSONSchema.Problem] = []
  /// A schema can ask for more work than anyone wants to wait for, or refer to itself without end.
  private var stepsLeft = 200_000
  private var depth = 0

  private static let mostProblems = 100
  private static let deepest = 256

  init(definitions: [String: Rules]) {
    self.definitions = definitions
  }

  mutating func all(_ rules: Rules, _ node: JSONNode) -> [JSONSchema.Problem] {
    root = rules
    check(rules, node, SchemaPath())
    if isExhausted {
      return [.init(pointer: "", message: "the value takes too long to check: simplify it, or its schema")]
    }
    return Array(problems.prefix(Self.mostProblems))
  }

  private(set) var isExhausted = false

  mutating func complain(_ path: SchemaPath, _ message: String) {
    if problems.count < Self.mostProblems { problems.append(.init(pointer: path.pointer, message: message)) }
  }

  mutating func complain(_ problem: JSONSchema.Problem) {
    if problems.count < Self.mostProblems { problems.append(problem) }
  }

  /// What the rules would complain about, without complaining.
  mutating func attempt(_ rules: Rules, _ node: JSONNode, _ path: SchemaPath) -> [JSONSchema.Problem] {
    let before = problems
    problems = []
    check(rules, node, path)
    defer { problems = before }
    return problems
  }

  mutating func check(_ rules: Rules, _ node: JSONNode, _ path: SchemaPath) {
    guard stepsLeft > 0, depth < Self.deepest else {
      isExhausted = true
      return
    }
    stepsLeft -= 1
    depth += 1
    defer { depth -= 1 }
    if rules.refusesAll { return complain(path, "\(path.subject) is not allowed") }
    if let reference = rules.reference, let target = reference == "#" ? root : definitions[reference] {
      check(target, node, path)
    }
    if let kinds = rules.kinds, !kinds.contains(where: { $0.matches(node) }) {
      let isFraction = kinds.contains(.integer) && node.isNumber
      let wanted = Self.either(kinds.map(\.phrase))
      return complain(path, "\(path.subject) must be \(wanted), \(isFraction ? "has a fraction" : "is \(node.phrase)")")
    }
    if let allowed = rules.allowed, !allowed.contains(node) { complain(path, Self.notAllowed(path, allowed)) }
    switch node {
    case .object(let members): check(rules, members, path)
    case .array(let elements): check(rules, elements, path)
    case .string(let text): check(rules, text, path)
    case .number(let number): check(rules, number, path)
    case .null, .bool: break
    }
    checkChoices(rules, node, path)
  }

  private mutating func check(_ rules: Rules, _ elements: [JSONNode], _ path: SchemaPath) {
    if let least = rules.minItems, elements.count < least {
      complain(path, "\(path.subject) must have at least \(Self.count(least, "element")), has \(elements.count)")
    }
    if let most = rules.maxItems, elements.count > most {
      complain(path, "\(path.subject) must have at most \(Self.count(most, "element")), has \(elements.count)")
    }
    if rules.hasUniqueItems, let twin = firstTwin(elements) {
      complain(
        path, "\(path.subject) must not have the same element twice; \(path.element(twin).subject) is a repetition")
    }
    guard let rule = rules.items.first else { return }
    for (index, element) in elements.enumerated() { check(rule, element, path.element(index)) }
  }

  private mutating func firstTwin(_ elements: [JSONNode]) -> Int? {
    for index in elements.indices.dropFirst() {
      guard stepsLeft > index else {
        isExhausted = true
        return nil
      }
      stepsLeft -= index
      if elements[..<index].contains(elements[index]) { return index }
    }
    return nil
  }

  private mutating func check(_ rules: Rules, _ text: String, _ path: SchemaPath) {
    if rules.minLength != nil || rules.maxLength != nil {
      let length = text.unicodeScalars.count
      if let least = rules.minLength, length < least {
        let wanted = least == 1 ? "must not be empty" : "must have at least \(least) characters, has \(length)"
        complain(path, "\(path.subject) \(wanted)")
      }
      if let most = rules.maxLength, length > most {
        complain(path, "\(path.subject) must have at most \(Self.count(most, "character")), has \(length)")
      }
    }
    if let pattern = rules.pattern, let expression = TextPattern(pattern), !expression.matches(text) {
      complain(path, "\(path.subject) must match the pattern \(pattern)")
    }
  }

  private mutating func check(_ rules: Rules, _ number: JSONNumber, _ path: SchemaPath) {
    if let limit = rules.minimum, number < limit { complain(path, "\(path.subject) must be at least \(limit.text)") }
    if let limit = rules.maximum, limit < number { complain(path, "\(path.subject) must be at most \(limit.text)") }
    if let limit = rules.exclusiveMinimum, !(limit < number) {
      complain(path, "\(path.subject) must be more than \(limit.text)")
    }
    if let limit = rules.exclusiveMaximum, !(number < limit) {
      complain(path, "\(path.subject) must be less than \(limit.text)")
    }
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// `a string, an array or null`.
  static func either(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// What the schema allows may be shown: it is the plugin's own text.
  private static func notAllowed(_ path: SchemaPath, _ allowed: [JSONNode]) -> String {
    let shown = allowed.prefix(12).map(\.shown)
    return "\(path.subject) must be " + either(shown) + (allowed.count > shown.count ? ", or another known value" : "")
  }
}

extension JSONNode {
  fileprivate var isNumber: Bool {
    if case .number = self { true } else { false }
  }

  fileprivate var shown: String {
    switch self {
    case .bool(let value): "\(value)"
    case .number(let number): number.text
    case .string(let text): "\"\(SchemaPath.shown(text))\""
    case .null, .array, .object: phrase
    }
  }
}
