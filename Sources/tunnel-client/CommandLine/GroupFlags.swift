import ArgumentParser

/// Flags of a group that stand before its subcommand (`admin --json tunnels list`), as the peer takes them (operator spec
/// 14.1, 16.1, 17.1). The parser gives them to the group, which has no use for them.
enum GroupFlags {
  private static let groups: Set<String> = ["admin", "admin-profiles", "runtimes"]
  private static let valueless: Set<String> = ["--json", "--help", "-h"]

  /// The same line with them right behind the subcommand, so that one that comes later still counts.
  static func behindCommand(_ arguments: [String]) -> [String] {
    guard let group = arguments.first, groups.contains(group) else { return arguments }
    var (path, flags, rest) = ([String](), [String](), arguments[...])
    var command: any ParsableCommand.Type = RootCommand.self
    while let word = rest.first, word != "--", path.isEmpty || !command.configuration.subcommands.isEmpty {
      if word.hasPrefix("-") {
        flags.append(rest.removeFirst())
        if !valueless.contains(word), !word.contains("="), let value = rest.popFirst() { flags.append(value) }
      } else if let child = CommandPath.child(of: command, named: word) {
        command = child
        path.append(rest.removeFirst())
      } else {
        break
      }
    }
    return path + flags + rest
  }
}
