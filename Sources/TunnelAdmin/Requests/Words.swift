/// What is asked of names and ids before they are sent.
enum Words {
  static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

  /// Blank ones are left out; one that comes twice is a mistake (operator spec 14.4.1).
  static func distinct(_ ids: [String], _ what: String) throws(AdminFailure) -> [String] {
    var seen: Set<String> = []
    let ids = ids.filter { !isBlank($0) }
    for id in ids where !seen.insert(id).inserted { throw .invalid("the \(what) \(id) is named twice") }
    return ids
  }
}
