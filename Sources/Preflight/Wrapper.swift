/// A program that runs what its arguments name.
enum Wrapper: Equatable {
  case shell
  case interpreter(Interpreter)
  case environment

  /// Nil for a program that is none.
  init?(program: String) {
    let name = program.split(separator: "/").last.map(String.init) ?? program
    if ["sh", "bash", "zsh", "dash", "ksh"].contains(name) {
      self = .shell
    } else if name == "env" {
      self = .environment
    } else if let interpreter = Interpreter(rawValue: Self.withoutVersion(name)) {
      self = .interpreter(interpreter)
    } else {
      return nil
    }
  }

  /// `python3.12` is `python`.
  private static func withoutVersion(_ name: String) -> String {
    var name = name[...]
    while let last = name.last, last.isNumber || last == "." { name.removeLast() }
    return String(name)
  }
}
