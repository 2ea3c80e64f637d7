/// A simple command of a shell's text.
struct ShellCommand {
  enum Ending {
    /// The next one runs after it.
    case then
    /// A pipe, a group or the background: what follows is not looked at.
    case other
    case end
  }

  /// What to do with it.
  enum Step {
    case next
    case stop
    /// A word that is nil is only known at run time.
    case program([String?])
  }

  let words: [ShellWord]
  let ending: Ending

  /// Built into shells: they run nothing, but the next command may be the server.
  private static let preparations: Set<String> = [
    ":", "true", "cd", "export", "set", "unset", "umask", "ulimit", "readonly", "shopt", "trap", "alias",
  ]
  /// Words of the language, and what is built in and ends or hides the trail.
  private static let others: Set<String> = [
    "if", "for", "while", "until", "case", "function", "!", "[[", "then", "else", "elif", "fi", "do", "done", "esac",
    "time", "select", "coproc", ".", "source", "eval", "exit", "return", "break", "continue", "read", "wait", "echo",
    "printf", "test", "[", "false", "local", "declare", "typeset", "let", "type", "hash", "getopts", "builtin", "pwd",
    "kill", "jobs", "bg", "fg", "pushd", "popd", "shift", "times", "autoload", "emulate", "setopt", "print", "noglob",
  ]

  func step(_ surroundings: inout Surroundings) -> Step {
    var rest = words[...]
    // Assignments before a program count for that program only.
    var scope = surroundings
    while let word = rest.first {
      if word.isAssignment {
        word.assign(to: &scope)
        rest = rest.dropFirst()
      } else if word == "exec" {
        Self.skipOptions(&rest, withValue: "a")
      } else if word == "command" {
        rest = rest.dropFirst()
        // -v and -V only ask; -p looks elsewhere.
        guard rest.first?.text.hasPrefix("-") != true else { return .stop }
      } else {
        return end(word, rest, scope, &surroundings)
      }
    }
    surroundings = scope
    return next
  }

  private func end(
    _ word: ShellWord, _ rest: ArraySlice<ShellWord>, _ scope: Surroundings, _ surroundings: inout Surroundings
  ) -> Step {
    guard word.isKnown else { return .stop }
    if Self.preparations.contains(word.text) {
      if word == "cd" { surroundings.folder = nil }
      if word == "export" || word == "readonly" { for word in rest { word.assign(to: &surroundings) } }
      return next
    }
    if Self.others.contains(word.text) { return .stop }
    surroundings = scope
    return .program(rest.map { $0.isKnown ? $0.text : nil })
  }

  private var next: Step {
    switch ending {
    case .then: .next
    case .other, .end: .stop
    }
  }

  private static func skipOptions(_ rest: inout ArraySlice<ShellWord>, withValue letter: Character) {
    rest = rest.dropFirst()
    while let option = rest.first, option.text.hasPrefix("-") {
      rest = rest.dropFirst()
      if option == "--" { return }
      if option.text.last == letter { rest = rest.dropFirst() }
    }
  }
}
