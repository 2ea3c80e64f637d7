import LogPipeline

/// A command line without secrets (operator spec 12.5.4): values of flags with a secret's name, of headers, in URLs, and
/// what the redactor finds, command lines within arguments included (W-43).
struct ArgumentRule {
  let redactor: Redactor

  func shown(_ arguments: [String]) -> [String] {
    var flag: Substring?
    return arguments.map { argument in
      defer { flag = Self.flag(argument) }
      if let flag, Self.flag(argument) == nil { return value(argument, of: flag) }
      guard let equals = argument.firstIndex(of: "="), let name = Self.name(argument[..<equals]) else {
        return text(argument)
      }
      return argument[...equals] + value(String(argument[argument.index(after: equals)...]), of: name)
    }
  }

  /// The variables that a command line refers to with `env:NAME`.
  static func variables(in arguments: [String]) -> Set<String> {
    var names: Set<String> = []
    for argument in arguments {
      for part in argument.split(separator: "env:", omittingEmptySubsequences: false).dropFirst() {
        names.insert(String(part.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }))
      }
    }
    return names.subtracting([""])
  }

  private func value(_ value: String, of name: some StringProtocol) -> String {
    if SensitiveKey.isReference(value) || value.isEmpty { return value }
    if name.hasSuffix("extra-headers") || name.hasSuffix("extra-header") { return header(value) }
    if SensitiveKey.matches(name) { return URLRule.mark }
    return text(value)
  }

  private func header(_ value: String) -> String {
    guard let colon = value.firstIndex(of: ":") else { return URLRule.mark }
    let content = value[value.index(after: colon)...].drop { $0 == " " }
    return value[...colon] + " " + (SensitiveKey.isReference(content) ? String(content) : URLRule.mark)
  }

  /// A value may be a command line itself.
  private func text(_ text: String) -> String {
    let clean = URLRule.cleaned(within: redactor.redact(text))
    guard clean.contains(" ") else { return clean }
    let words = clean.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var flag: Substring?
    return words.map { word in
      defer { flag = Self.flag(word) ?? (word.isEmpty ? flag : nil) }
      if let flag, Self.flag(word) == nil, !word.isEmpty, SensitiveKey.matches(flag) {
        return SensitiveKey.isReference(word) ? word : URLRule.mark
      }
      guard let equals = word.firstIndex(of: "="), let name = Self.name(word[..<equals]), SensitiveKey.matches(name),
        !SensitiveKey.isReference(word[word.index(after: equals)...])
      else { return word }
      return word[...equals] + URLRule.mark
    }.joined(separator: " ")
  }

  /// The name of a flag whose value is the next word.
  private static func flag(_ word: String) -> Substring? {
    word.hasPrefix("-") && !word.contains("=") ? name(word[...]) : nil
  }

  private static func name(_ word: Substring) -> Substring? {
    let name = word.drop { $0 == "-" }
    let isName = name.utf8.allSatisfy { byte in
      "-_.".utf8.contains(byte) || (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }
    return isName && !name.isEmpty ? name : nil
  }
}
