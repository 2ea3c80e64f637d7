/// `--x=true` and `--x=false` for flags, which the argument parser knows only without a value (operator spec 1.2).
enum BooleanFlags {
  private static let words = [
    "true": true, "True": true, "TRUE": true, "t": true, "T": true, "1": true,
    "false": false, "False": false, "FALSE": false, "f": false, "F": false, "0": false,
  ]

  /// The command line as the parser takes it. `--x=false` becomes `--no-x` where there is such a flag; otherwise it
  /// takes an earlier `--x` back, so that the last one counts.
  ///
  /// - Throws: a value that is neither.
  static func normalise(_ arguments: [String]) throws(CommandError) -> [String] {
    guard arguments.contains(where: { $0.hasPrefix("--") && $0.contains("=") }) else { return arguments }
    return try normalise(arguments, flags: CommandFacts(CommandPath(arguments).command)?.flags ?? [])
  }

  /// `flags`: The names of all flags of the command that is meant, without the dashes.
  static func normalise(_ arguments: [String], flags: Set<String>) throws(CommandError) -> [String] {
    var result: [String] = []
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return result + arguments[index...] }
      guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
        result.append(argument)
        continue
      }
      let name = String(argument[..<equals].dropFirst(2))
      guard flags.contains(name) else {
        result.append(argument)
        continue
      }
      let text = String(argument[argument.index(after: equals)...])
      guard let value = words[text] else {
        throw CommandError(.usage, "--\(name) is true or false, not \"\(text)\"", hint: "leave the value out for true")
      }
      if value {
        result.append("--\(name)")
      } else if flags.contains("no-\(name)") {
        result.append("--no-\(name)")
      } else {
        result.removeAll { $0 == "--\(name)" }
      }
    }
    return result
  }
}
