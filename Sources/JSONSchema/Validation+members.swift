import NearMatch

extension Validation {
  mutating func check(_ rules: Rules, _ members: [JSONNode.Member], _ path: SchemaPath) {
    var seen: Set<String> = []
    for member in members where !seen.insert(member.name).inserted {
      // A map may mean several by it: two headers of one name.
      guard rules.properties.contains(where: { $0.name == member.name }) else { continue }
      complain(path.member(member.name), "\"\(path.member(member.name).name)\" is set twice")
    }
    for member in members {
      let place = path.member(member.name)
      var isKnown = false
      for property in rules.properties where property.name == member.name {
        isKnown = true
        check(property.rules, member.value, place)
      }
      for property in rules.patternProperties {
        guard let pattern = TextPattern(property.name), pattern.matches(member.name) else { continue }
        isKnown = true
        check(property.rules, member.value, place)
      }
      guard !isKnown, let additional = rules.additional.first else { continue }
      guard additional.refusesAll else {
        check(additional, member.value, place)
        continue
      }
      complain(place, unknown(member.name, in: rules, beside: seen, path))
    }
    for name in rules.required where !seen.contains(name) {
      complain(path, "\"\(path.member(name).name)\" is missing")
    }
  }

  /// Names what the key was probably meant to be, or else what there is.
  private func unknown(_ name: String, in rules: Rules, beside seen: Set<String>, _ path: SchemaPath) -> String {
    let text = "unknown key \"\(path.member(name).name)\""
    let names = rules.properties.map(\.name)
    // What is set already was not meant; but when everything is, the person may have written it twice.
    let open = names.filter { !seen.contains($0) }
    if let meant = NearMatch.of(name, in: open.isEmpty ? names : open) {
      return text + "; did you mean \"\(SchemaPath.shown(meant))\"?"
    }
    guard !names.isEmpty else { return text + "; no key is known here" }
    return text + "; known here: " + names.prefix(20).map { "\"\(SchemaPath.shown($0))\"" }.joined(separator: ", ")
  }
}
