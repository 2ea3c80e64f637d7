import ArgumentParser
import NearMatch

/// Which command a command line means: the names that lead to it, and what came instead of one.
struct CommandPath {
  /// The root first.
  private(set) var types: [any ParsableCommand.Type] = [RootCommand.self]
  /// The first word that had to be a subcommand and is none.
  private(set) var unknown: String?

  init(_ arguments: [String]) {
    for argument in arguments {
      guard argument != "--", !command.configuration.subcommands.isEmpty else { return }
      // An option of a group may have a value; whether the next word is it, only the parser knows.
      if argument.hasPrefix("-") { return }
      guard let next = Self.child(of: command, named: argument) else {
        unknown = argument
        return
      }
      types.append(next)
    }
  }

  var command: any ParsableCommand.Type { types.last ?? RootCommand.self }

  /// `tunnel-client plugins list`
  var name: String { types.compactMap { $0.configuration.commandName }.joined(separator: " ") }

  /// Refuses an unknown word, with those that it may have been meant to be (operator spec 1.8, W-01).
  func check() throws(CommandError) {
    guard let unknown else { return }
    let close = Self.suggestions(for: unknown, among: command)
    let hint =
      close.isEmpty
      ? "see `\(name) --help`" : "did you mean \(close.map { "`\(name) \($0)`" }.joined(separator: " or "))?"
    throw CommandError(.usage, "unknown command \"\(unknown)\" of `\(name)`", hint: hint)
  }

  static func child(
    of command: any ParsableCommand.Type, named name: String
  ) -> (any ParsableCommand.Type)? {
    command.configuration.subcommands.first {
      $0.configuration.commandName == name || $0.configuration.aliases.contains(name)
    }
  }

  private static func suggestions(for word: String, among command: any ParsableCommand.Type) -> [String] {
    // Everything begins with nothing.
    guard !word.isEmpty else { return [] }
    var names = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }
      .flatMap { [$0.configuration.commandName].compactMap(\.self) + $0.configuration.aliases }
    if command == RootCommand.self { names += PluginCommands.names }
    let begun = names.filter { $0.hasPrefix(word) }
    return begun.isEmpty ? [NearMatch.of(word, in: names)].compactMap(\.self) : begun
  }
}
