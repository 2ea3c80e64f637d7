/// References to admin keys (operator spec 14.2): the key itself is never on a command line or in a file of ours.
enum ReferenceText {
  static func check(_ text: String, flag: String) throws(Failure) {
    let hint = "write env:NAME or file:/path"
    guard let colon = text.firstIndex(of: ":"), ["env", "file"].contains(text[..<colon].lowercased()) else {
      throw Failure(.usage, "\(flag): a prefix is missing, and a key itself is refused (value not shown)", hint: hint)
    }
    let rest = text[text.index(after: colon)...]
    let isName = rest.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
    }
    guard !rest.isEmpty, text[..<colon].lowercased() == "file" || isName else {
      throw Failure(.usage, "\(flag): nothing usable is behind the prefix (value not shown)", hint: hint)
    }
  }
}
