internal import TunnelPluginKit

/// Finds secrets in texts that leave the server, by their form and by their value, and takes them out (operator spec 21.8.1).
struct SecretText {
  private static let mark = "[redacted]"
  private static let shortest = 8
  /// A word behind "Bearer" that is so long is no word.
  private static let longBearer = 12
  private static let nameParts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL"]
  private static let prefixes = ["sk-", "ghp_", "gho_", "github_pat_", "xoxb-", "xoxp-", "glpat-", "AKIA"]

  /// Longest first, so that none is a part of what was taken out already.
  private let values: [String]

  init(environment: [String: String]) {
    values = environment.filter { name, value in
      value.utf8.count >= Self.shortest && Self.isSecret(name: name) && !Self.isReference(value)
    }.map(\.value).sorted { $0.utf8.count > $1.utf8.count }
  }

  /// Whether a command line holds one.
  static func isIn(_ line: String) -> Bool {
    let words = words(of: line)
    for (index, word) in words.enumerated() {
      if word != redacted(word: word) { return true }
      let before = index > 0 ? words[index - 1].lowercased() : ""
      if before.hasSuffix("bearer"), word.utf8.count >= longBearer { return true }
      // `--token abc`; what is a variable of the shell or a reference is none.
      guard word.hasPrefix("--"), !word.contains("="), isSecret(name: String(word)), words.indices.contains(index + 1)
      else { continue }
      let next = words[index + 1]
      if !next.hasPrefix("-"), !isReference(String(next)) { return true }
    }
    return false
  }

  func redacted(_ text: String) -> String {
    var text = text
    for value in values where text.contains(value) { text = text.replacing(value, with: Self.mark) }
    var result = ""
    var (word, before) = ("", "")
    func end() {
      let isBearer = before.hasSuffix("bearer") && word.utf8.count >= Self.longBearer
      result += isBearer ? Self.mark : Self.redacted(word: word[...])
      if !word.isEmpty { before = word.lowercased() }
      word = ""
    }
    for character in text {
      if character.isWhitespace || "\"',;()[]{}".contains(character) {
        end()
        result.append(character)
      } else {
        word.append(character)
      }
    }
    end()
    return result
  }

  private static func words(of line: String) -> [Substring] { line.split(whereSeparator: \.isWhitespace) }

  private static func redacted(word: Substring) -> String {
    if let equals = word.firstIndex(of: "="), isSecret(name: String(word[..<equals])) {
      let value = word[word.index(after: equals)...]
      if !value.isEmpty, !isReference(String(value)), value != mark[...] { return word[...equals] + mark }
    }
    for prefix in prefixes {
      if let range = word.firstRange(of: prefix), word[range.upperBound...].utf8.count >= 8,
        range.lowerBound == word.startIndex || !(word[word.index(before: range.lowerBound)].isLetter)
      {
        return word[..<range.lowerBound] + mark
      }
    }
    if let scheme = word.firstRange(of: "://"), let at = word[scheme.upperBound...].firstIndex(of: "@"),
      !word[scheme.upperBound..<at].contains("/")
    {
      return word[..<scheme.upperBound] + mark + word[at...]
    }
    return String(word)
  }

  private static func isSecret(name: String) -> Bool {
    let name = name.uppercased()
    return nameParts.contains { name.contains($0) }
  }

  private static func isReference(_ value: String) -> Bool {
    ["env:", "file:", "exec:", "$"].contains { value.hasPrefix($0) }
  }

  /// Writes a value anew, every text in it without secrets.
  func copy(_ slice: JSONSlice, to writer: inout JSONWriter, depth: Int = 0) {
    guard depth < 64 else { return writer.raw("null") }
    switch slice.kind {
    case .object:
      writer.object { object in
        for member in slice.members {
          object.key(member.name.string ?? "")
          copy(member.value, to: &object, depth: depth + 1)
        }
      }
    case .array:
      writer.array { array in
        for element in slice.elements { copy(element, to: &array, depth: depth + 1) }
      }
    case .string: writer.string(redacted(slice.string ?? ""))
    default: writer.copy(slice, depth: depth)
    }
  }
}
