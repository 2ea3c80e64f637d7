extension Validation {
  /// The keywords that combine schemas.
  mutating func checkChoices(_ rules: Rules, _ node: JSONNode, _ path: SchemaPath) {
    for rule in rules.allOf { check(rule, node, path) }
    if !rules.anyOf.isEmpty { checkChoice(rules.anyOf, isExclusive: false, node, path) }
    if !rules.oneOf.isEmpty { checkChoice(rules.oneOf, isExclusive: true, node, path) }
    for rule in rules.not where attempt(rule, node, path).isEmpty && !isExhausted {
      let names = Self.list(rule.required)
      complain(
        path,
        rule.isOnlyRequired
          ? "\(names) cannot be set here" : "\(path.subject) is something that the schema rules out")
    }
  }

  private mutating func checkChoice(_ choices: [Rules], isExclusive: Bool, _ node: JSONNode, _ path: SchemaPath) {
    var matching: [Int] = []
    var nearest: [JSONSchema.Problem]?
    for (index, choice) in choices.enumerated() {
      guard !isExhausted else { return }
      let found = attempt(choice, node, path)
      if found.isEmpty { matching.append(index) }
      // A choice of another type was not meant.
      let isOfItsType = choice.kinds.map { kinds in kinds.contains { $0.matches(node) } } ?? true
      if isOfItsType, found.count < nearest?.count ?? .max { nearest = found }
    }
    guard !isExhausted, matching.isEmpty || (isExclusive && matching.count > 1) else { return }
    let areNames = choices.allSatisfy(\.isOnlyRequired)
    if matching.count > 1 {
      let names = Self.list(matching.flatMap { choices[$0].required })
      let text = "matches several of the allowed forms, and may match only one"
      return complain(path, areNames ? "\(names) cannot be combined; keep one of them" : "\(path.subject) \(text)")
    }
    if areNames, case .object = node {
      let names = choices.map { choice in
        choice.required.map { "\"\(path.member($0).name)\"" }.joined(separator: " with ")
      }
      return complain(path, names.count == 1 ? "\(names[0]) is missing" : "\(Self.either(names)) is missing")
    }
    guard let nearest, choices.count == 1 || nearest.count <= 3 else {
      let kinds = choices.compactMap(\.kinds)
      let wanted = Self.either(kinds.flatMap(\.self).map(\.phrase))
      let isByType = kinds.count == choices.count
      return complain(
        path,
        isByType
          ? "\(path.subject) must be \(wanted), is \(node.phrase)" : "\(path.subject) has none of the allowed forms")
    }
    for problem in nearest { complain(problem) }
  }

  private static func list(_ names: [String]) -> String {
    let quoted = names.map { "\"\(SchemaPath.shown($0))\"" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "it" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}
