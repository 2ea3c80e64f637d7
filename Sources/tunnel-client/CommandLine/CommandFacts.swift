import ArgumentParser
import FoundationEssentials

/// What the argument parser knows of a command: its flags, its arguments, the commands under it. Read from the parser
/// itself, so that it cannot be out of date.
struct CommandFacts: Decodable {
  struct Argument: Decodable {
    enum Kind: String, Decodable {
      case positional, option, flag
    }

    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let kind: Kind
    let names: [Name]?

    /// Without the dashes.
    var longNames: [String] { (names ?? []).filter { $0.kind == "long" }.map(\.name) }
  }

  let commandName: String
  let shouldDisplay: Bool
  let aliases: [String]?
  let subcommands: [CommandFacts]?
  let arguments: [Argument]?

  /// Of one command of the tree, those under it included.
  init?(_ command: any ParsableCommand.Type) {
    struct Document: Decodable {
      let command: CommandFacts
    }
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(command._dumpHelp().utf8)) else {
      return nil
    }
    self = document.command
  }

  /// The flags without a value, without the dashes.
  var flags: Set<String> {
    Set((arguments ?? []).filter { $0.kind == .flag }.flatMap(\.longNames))
  }
}
