import ArgumentParser

/// All commands, as a person sees them.
enum CommandTree {
  struct Entry {
    /// Without the program's name: `["plugins", "list"]`.
    let path: [String]
    let type: any ParsableCommand.Type
  }

  /// Depth first; without hidden ones.
  static var all: [Entry] { entries(under: RootCommand.self, path: []) }

  /// The first words.
  static var names: [String] { all.filter { $0.path.count == 1 }.flatMap(\.path) }

  private static func entries(under command: any ParsableCommand.Type, path: [String]) -> [Entry] {
    command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.flatMap { child -> [Entry] in
      guard let name = child.configuration.commandName else { return [] }
      return [Entry(path: path + [name], type: child)] + entries(under: child, path: path + [name])
    }
  }
}
