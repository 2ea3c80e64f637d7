/// A configuration file without secrets, line by line (operator spec 12.5.4): values of known harmless keys, references,
/// and nothing else; no comments.
struct ProfileText {
  private static let limit = 256 << 10

  /// Keys, without what they are nested in, whose values are no secrets.
  let plainKeys: Set<String>

  func shown(_ text: String) -> String {
    guard text.utf8.count <= Self.limit else { return "\(URLRule.mark): larger than \(Self.limit) bytes" }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  private func line(_ line: String) -> String {
    let content = line.drop { $0 == " " || $0 == "\t" || $0 == "-" }
    let start = line[..<content.startIndex]
    if content.isEmpty || content.first == "#" || line == "---" { return content.isEmpty ? line : String(start) + "#" }
    guard let colon = content.firstIndex(of: ":"), let key = Self.key(content[..<colon]) else {
      return start + Self.value(content, isPlain: false)
    }
    let value = content[content.index(after: colon)...]
    guard value.isEmpty || value.first == " " else { return start + Self.value(content, isPlain: false) }
    let text = value.drop { $0 == " " }
    guard !text.isEmpty else { return line }
    return start + content[...colon] + " " + Self.value(text, isPlain: plainKeys.contains(key))
  }

  private static func value(_ text: Substring, isPlain: Bool) -> String {
    let bare = text.drop { $0 == "\"" || $0 == "'" }
    if SensitiveKey.isReference(bare), !bare.contains(" ") { return String(text) }
    guard isPlain, !text.contains("#"), !text.contains("{"), !text.contains("[") else { return URLRule.mark }
    return URLRule.cleaned(within: String(text))
  }

  private static func key(_ text: Substring) -> String? {
    let name = text.filter { $0 != "\"" && $0 != "'" }
    let isName = name.utf8.allSatisfy { byte in
      "-_.".utf8.contains(byte) || (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }
    return isName && !name.isEmpty ? name : nil
  }
}
