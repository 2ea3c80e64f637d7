/// Finds a secret in what a person gives as a target: a command line and a profile are no place for one (operator spec
/// 15.5). References such as `env:X` and `$X` are none.
public enum InlineSecret {
  /// What looks like one, without its value; nil when nothing does.
  public static func objection(to text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace).map(Self.unquoted)
    if let word = words.first(where: hasUserInfo) {
      return "a URL with a user name or a password (\(word.prefix { $0 != ":" })://…)"
    }
    for (index, word) in words.enumerated() {
      if hasKey(word) { return "what looks like an API key (sk-…)" }
      let next = words.indices.contains(index + 1) ? words[index + 1] : ""
      if word.lowercased() == "bearer" || word.lowercased().hasSuffix(":bearer"), next.count >= 12,
        !isReference(next)
      {
        return "a bearer token"
      }
      if word.lowercased().contains("authorization:") { return "an Authorization header" }
      if let objection = assignment(word) ?? flag(word, next) { return objection }
    }
    return nil
  }

  private static func hasKey(_ word: String) -> Bool {
    word.ranges(of: "sk-").contains { range in
      let before = range.lowerBound == word.startIndex ? nil : word[word.index(before: range.lowerBound)]
      guard before.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return false }
      let key = word[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      return key.count >= 12
    }
  }

  private static func hasUserInfo(_ word: String) -> Bool {
    guard let scheme = word.firstRange(of: "://") else { return false }
    return word[scheme.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
  }

  /// `api_key=value` and `OPENAI_API_KEY=value`
  private static func assignment(_ word: String) -> String? {
    guard let equals = word.firstIndex(of: "=") else { return nil }
    let name = word[..<equals].drop { $0 == "-" }
    let value = String(word[word.index(after: equals)...])
    guard isSecretName(name), !value.isEmpty, !isReference(value) else { return nil }
    return "the value of a secret (\(name))"
  }

  /// `--token value`
  private static func flag(_ word: String, _ next: String) -> String? {
    guard word.hasPrefix("-"), !word.contains("="), isSecretName(word.drop { $0 == "-" }), !next.isEmpty,
      !next.hasPrefix("-"), !isReference(next)
    else { return nil }
    // In brackets: a word behind the flag would be taken for the value, and blanked out.
    return "the value of a secret (\(word))"
  }

  private static func isSecretName(_ name: some StringProtocol) -> Bool {
    let name = name.lowercased().replacing("-", with: "_")
    let parts = name.split(separator: "_")
    guard let last = parts.last else { return false }
    return ["apikey", "token", "password", "passwd", "secret", "authorization"].contains(String(last))
      || (last == "key"
        && ["api", "admin", "secret", "access", "auth"].contains(parts.dropLast().last.map(String.init) ?? ""))
  }

  private static func isReference(_ value: String) -> Bool {
    value.hasPrefix("env:") || value.hasPrefix("file:") || value.hasPrefix("exec:") || value.hasPrefix("$")
  }

  private static func unquoted(_ word: Substring) -> String {
    String(word.drop { $0 == "'" || $0 == "\"" })
  }
}
