/// What a shell is told to run (operator spec 6.5.3).
enum ShellArguments {
  /// The text behind `-c`.
  case text(String)
  case script(String)
  /// Its standard input, or what only the run time can tell.
  case nothing

  init(_ arguments: ArraySlice<String?>) {
    var rest = arguments
    var isText = false
    while let word = rest.first {
      guard let word else {
        self = .nothing
        return
      }
      guard word.count > 1, word.hasPrefix("-") || word.hasPrefix("+") else { break }
      rest = rest.dropFirst()
      if word == "--" { break }
      if word.hasPrefix("--") {
        if word == "--rcfile" || word == "--init-file" || word == "--emulate" { rest = rest.dropFirst() }
        continue
      }
      let letters = word.dropFirst()
      if letters.contains("s") {
        self = .nothing
        return
      }
      if letters.contains("c") { isText = true }
      if letters.contains("o") || letters.contains("O") { rest = rest.dropFirst() }
    }
    switch rest.first {
    case .some(.some(let word)): self = isText ? .text(word) : word == "-" ? .nothing : .script(word)
    default: self = .nothing
    }
  }
}
