/// Splits a shell's text into its first simple commands, as far as they are plain (POSIX 2.10). Where the language
/// begins that only a shell can follow, it ends.
enum ShellReader {
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  static func commands(in text: String) throws(Problem) -> [ShellCommand] {
    var reader = Reading(rest: Array(text.unicodeScalars)[...])
    do throws(Problem) {
      while let scalar = reader.rest.popFirst() {
        guard try reader.read(scalar) else { return reader.commands }
      }
    } catch {
      // Quotes inside of a substitution are not told apart from those around it.
      if text.contains("$(") || text.contains("`") { return reader.commands }
      throw error
    }
    reader.finish(.end)
    return reader.commands
  }
}

private struct Reading {
  var commands: [ShellCommand] = []
  var rest: ArraySlice<Unicode.Scalar>
  private var words: [ShellWord] = []
  private var word = ShellWord()
  private var isBegun = false

  init(rest: ArraySlice<Unicode.Scalar>) {
    self.rest = rest
  }

  /// False where it ends.
  mutating func read(_ scalar: Unicode.Scalar) throws(ShellReader.Problem) -> Bool {
    switch scalar {
    case "'", "\"": try quoted(scalar)
    case "\\":
      guard let next = rest.popFirst() else { throw problem("the last backslash escapes nothing") }
      if next != "\n" { append(next) }
    case "$", "`": expand(scalar)
    case "*", "?", "~": append(scalar, isKnown: false)
    // `[` alone is a program, `{` a group.
    case "[": append(scalar, isKnown: !isBegun)
    case "{", "}":
      guard isBegun else { return false }
      append(scalar, isKnown: false)
    case " ", "\t": endWord()
    case "#" where !isBegun: rest = rest.drop { $0 != "\n" }
    case "\n", ";": finish(.then)
    case "&":
      guard rest.first == "&" else { return finish(.other) }
      rest.removeFirst()
      finish(.then)
    case "|":
      // What has a replacement may be missing.
      return rest.first == "|" ? false : finish(.other)
    case "(", ")": return false
    case "<", ">":
      // The digits before it are no word.
      if word.isKnown, word.text.allSatisfy(\.isNumber) { dropWord() }
      endWord()
      skipTarget()
    default: append(scalar)
    }
    return true
  }

  @discardableResult mutating func finish(_ ending: ShellCommand.Ending) -> Bool {
    endWord()
    if !words.isEmpty { commands.append(ShellCommand(words: words, ending: ending)) }
    words = []
    return false
  }

  private mutating func append(_ scalar: Unicode.Scalar, isKnown: Bool = true) {
    isBegun = true
    word.text.unicodeScalars.append(scalar)
    word.isKnown = word.isKnown && isKnown
  }

  private mutating func dropWord() {
    word = ShellWord()
    isBegun = false
  }

  private mutating func endWord() {
    if isBegun { words.append(word) }
    dropWord()
  }

  private mutating func expand(_ scalar: Unicode.Scalar) {
    append(scalar, isKnown: false)
    let close: Unicode.Scalar
    switch (scalar, rest.first) {
    case ("`", _): close = "`"
    case ("$", "("): close = ")"
    case ("$", "{"): close = "}"
    default: return
    }
    var depth = 0
    while let next = rest.popFirst() {
      if next == "(" || next == "{" { depth += 1 }
      guard next == close else { continue }
      depth -= 1
      if depth <= 0 { return }
    }
  }

  private mutating func quoted(_ quote: Unicode.Scalar) throws(ShellReader.Problem) {
    isBegun = true
    while let scalar = rest.popFirst() {
      switch (quote, scalar) {
      case (_, quote): return
      case ("\"", "\\"):
        guard let next = rest.first, "$`\"\\\n".unicodeScalars.contains(next) else {
          append(scalar)
          continue
        }
        rest.removeFirst()
        if next != "\n" { append(next) }
      case ("\"", "$"), ("\"", "`"): expand(scalar)
      default: append(scalar)
      }
    }
    throw problem("a quote \(quote) is not closed")
  }

  /// The file of a redirection is no argument.
  private mutating func skipTarget() {
    rest = rest.drop { "<>&| \t".unicodeScalars.contains($0) }
    var quote: Unicode.Scalar?
    while let scalar = rest.first {
      if let open = quote {
        if scalar == open { quote = nil }
      } else if scalar == "'" || scalar == "\"" {
        quote = scalar
      } else if " \t\n;&|()<>".unicodeScalars.contains(scalar) {
        return
      }
      rest.removeFirst()
    }
  }

  private func problem(_ description: String) -> ShellReader.Problem { .init(description: description) }
}
