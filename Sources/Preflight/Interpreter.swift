/// An interpreter whose first argument that is no option is a script (operator spec 6.5.3).
enum Interpreter: String {
  case python
  case node
  case ruby
  case perl
  case php
  case deno

  /// The script that it is told to run; nil when it is told none, or one that is no file of this machine.
  func script(in arguments: ArraySlice<String?>, _ surroundings: inout Surroundings) -> String? {
    var rest = arguments
    if self == .deno, !Self.skipSubcommand(&rest) { return nil }
    while let word = rest.popFirst() {
      guard let word else { return nil }
      if word == "--" { return rest.first.flatMap { $0 }.flatMap(local) }
      guard word.hasPrefix("-"), word != "-" else { return word == "-" ? nil : local(word) }
      if movesFolder(word) { surroundings.folder = nil }
      switch meaning(of: word) {
      case .flag: continue
      case .takesValue: rest = rest.dropFirst()
      case .code: return nil
      case .script: return rest.first.flatMap { $0 }.flatMap(local)
      }
    }
    return nil
  }

  /// Whether it takes something at a path that is no readable file: a folder, or a file with another ending.
  func finds(_ path: String) -> Bool {
    switch self {
    case .python: Surroundings.isDirectory(path)
    case .node:
      Surroundings.isDirectory(path)
        || [".js", ".json", ".node"].contains { Surroundings.objection(toReading: path + $0) == nil }
    default: false
    }
  }

  private enum Meaning {
    case flag
    case takesValue
    /// What runs is no file.
    case code
    /// The next word is the script.
    case script
  }

  private func meaning(of option: String) -> Meaning {
    if option.hasPrefix("--") {
      if Self.codeWords.contains(option) || Self.codeWords.contains(where: { option.hasPrefix($0 + "=") }) {
        return .code
      }
      return longWithValue.contains(option) ? .takesValue : .flag
    }
    if self == .deno || self == .node {
      if option == "-e" || option == "-p" || option == "-pe" || option == "-i" { return .code }
      return shortWithValue.contains(where: { option == "-\($0)" }) ? .takesValue : .flag
    }
    // Letters may stand together, the last with its value behind it or in the next word.
    for (index, letter) in option.dropFirst().enumerated() {
      if codeLetters.contains(letter) { return .code }
      let isLast = index == option.count - 2
      if self == .php, letter == "f" { return isLast ? .script : .code }
      if shortWithValue.contains(letter) { return isLast ? .takesValue : .flag }
      if joinedValue.contains(letter) { return .flag }
    }
    return .flag
  }

  private static let codeWords: Set<String> = [
    "--eval", "--print", "--run", "--test", "--interactive", "--version", "--help", "--process-begin", "--process-code",
    "--process-end", "--info", "--modules", "--server", "--interactive",
  ]

  private var codeLetters: String {
    switch self {
    case .python: "cmVh?"
    case .ruby: "evhSx"
    case .perl: "eEvVhSx"
    case .php: "rBREFivmShwa"
    case .node, .deno: ""
    }
  }

  private var shortWithValue: String {
    switch self {
    case .python: "WX"
    case .node: "rC"
    case .ruby: "IrCEX"
    case .perl: "I"
    case .php: "dczt"
    case .deno: "cL"
    }
  }

  /// Letters whose value, if any, stands right behind them.
  private var joinedValue: String {
    switch self {
    case .ruby: "FKTWil0"
    case .perl: "MmCDdFil0"
    default: ""
    }
  }

  private var longWithValue: Set<String> {
    switch self {
    case .python: ["--check-hash-based-pycs"]
    case .node: ["--require", "--import", "--loader", "--experimental-loader", "--conditions", "--env-file", "--title"]
    case .ruby: ["--encoding", "--external-encoding", "--internal-encoding", "--backtrace-limit"]
    case .php: ["--define", "--php-ini", "--zend-extension"]
    case .deno: ["--config", "--import-map", "--cert", "--location", "--seed", "--ext", "--log-level"]
    case .perl: []
    }
  }

  private func movesFolder(_ option: String) -> Bool {
    self == .ruby && (option.hasPrefix("-C") || option.hasPrefix("-X"))
  }

  /// `deno run script`, or `deno script`; other subcommands run no script.
  private static func skipSubcommand(_ rest: inout ArraySlice<String?>) -> Bool {
    guard let first = rest.first, let word = first else { return false }
    if word == "run" || word == "serve" {
      rest = rest.dropFirst()
      return true
    }
    return word.hasPrefix("-") || word.contains(".") || word.contains("/")
  }

  /// A module's name or a URL is no file of this machine.
  private func local(_ script: String) -> String? {
    if self == .deno, script.contains("://") || ["npm:", "jsr:", "data:"].contains(where: script.hasPrefix) {
      return nil
    }
    if self == .node, script == "inspect" { return nil }
    return script
  }
}
