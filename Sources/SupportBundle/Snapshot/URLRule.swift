/// URLs without what could be secret in them: user info, query, fragment, and path segments that look like it
/// (operator spec 12.5.5).
enum URLRule {
  static let mark = "[REDACTED]"

  /// Nil when the text is no URL.
  static func cleaned(_ text: Substring) -> String? {
    guard let mark = text.firstRange(of: "://"), isScheme(text[..<mark.lowerBound]),
      !text.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "\\" })
    else { return nil }
    let rest = text[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
    let authority = rest.prefix { $0 != "/" }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    return text[..<mark.upperBound] + host + path(rest[authority.endIndex...])
  }

  /// A text in which every URL is cleaned.
  static func cleaned(within text: String) -> String {
    var output = ""
    var rest = text[...]
    while let mark = rest.firstRange(of: "://") {
      let start =
        rest[..<mark.lowerBound].lastIndex { !isSchemeCharacter($0) }.map { rest.index(after: $0) } ?? rest.startIndex
      let end = rest[mark.upperBound...].firstIndex { $0.isWhitespace || "\"'\\<>,;".contains($0) } ?? rest.endIndex
      let url = rest[start..<end]
      output += rest[..<start] + (cleaned(url) ?? String(url))
      rest = rest[end...]
    }
    return output + rest
  }

  private static func path(_ path: Substring) -> String {
    var isBehindName = false
    return path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      let isSecret = !segment.isEmpty && (isBehindName || looksSecret(segment))
      isBehindName = SensitiveKey.matches(segment)
      return isSecret ? mark : String(segment)
    }.joined(separator: "/")
  }

  private static func looksSecret(_ segment: Substring) -> Bool {
    let text = segment.lowercased()
    return text.contains("secret") || text.hasPrefix("sk-")
      || text.utf8.count >= 24 && text.utf8.count(where: { $0 == UInt8(ascii: ".") }) >= 2
  }

  private static func isScheme(_ text: Substring) -> Bool {
    text.first?.isLetter == true && text.allSatisfy(isSchemeCharacter)
  }

  private static func isSchemeCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "+-.".contains(character))
  }
}
