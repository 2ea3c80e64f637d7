/// A word of a shell's text, without its quotes.
struct ShellWord: Equatable {
  var text = ""
  /// False when it holds what only the shell can tell: a variable, a substitution, a pattern.
  var isKnown = true

  /// `NAME=…`
  var isAssignment: Bool {
    guard let equals = text.firstIndex(of: "="), let first = text.unicodeScalars.first else { return false }
    let isLetter = { (scalar: Unicode.Scalar) in scalar == "_" || (scalar.isASCII && scalar.properties.isAlphabetic) }
    return isLetter(first)
      && text[..<equals].unicodeScalars.allSatisfy { isLetter($0) || (48...57).contains($0.value) }
  }

  /// What it changes, when it is an assignment.
  func assign(to surroundings: inout Surroundings) {
    guard text.hasPrefix("PATH=") else { return }
    surroundings.searchPath = isKnown ? Surroundings.folders(String(text.dropFirst(5))) : nil
  }

  static func == (word: ShellWord, text: String) -> Bool { word.isKnown && word.text == text }
}
