/// Secrets that stand in the command line of a server: what follows a flag or a variable with a secret's name. Told by
/// value, they are taken out wherever the server repeats them (operator spec W-43).
enum CommandSecrets {
  private static let names: Set<String> = [
    "key", "apikey", "token", "apitoken", "authtoken", "accesstoken", "secret", "clientsecret", "password", "passwd",
    "cookie", "authorization",
  ]

  static func values(in command: String) -> [String] {
    let words = words(of: command)
    var secrets: [String] = []
    for (index, word) in words.enumerated() {
      if let equals = word.firstIndex(of: "=") {
        if isSecret(word[..<equals]) { secrets.append(String(word[word.index(after: equals)...])) }
      } else if word.hasPrefix("-"), isSecret(word[...]), index + 1 < words.count, !words[index + 1].hasPrefix("-") {
        secrets.append(words[index + 1])
      }
    }
    return secrets.filter { SecretReference.split($0) == nil && !$0.hasPrefix("$") }
  }

  /// `--db-password`, `API_KEY`: the last part of a name says what it is; `--key-file` is a file.
  private static func isSecret(_ name: Substring) -> Bool {
    guard let last = name.split(whereSeparator: { "-_.".contains($0) }).last else { return false }
    return names.contains(last.lowercased())
  }

  /// As a shell splits them; a backslash takes the next character as it is.
  private static func words(of command: String) -> [String] {
    var (words, word, quote, isEscaped) = ([String](), "", Character?.none, false)
    for character in command {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
