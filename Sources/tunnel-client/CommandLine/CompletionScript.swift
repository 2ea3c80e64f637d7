import ArgumentParser
import PluginHost

/// Completion scripts of the argument parser, corrected.
enum CompletionScript {
  /// The parser adds its own `help` behind ours: a function of the same name, which would win, and a line in the list.
  static func withOneHelp(_ script: String) -> String {
    var lines: [Substring] = []
    var seen = false
    var skipping = false
    for line in script.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "_tunnel-client_help() {" {
        skipping = seen
        seen = true
      }
      if !skipping, !line.contains("Show subcommand help information.") { lines.append(line) }
      if line == "}" { skipping = false }
    }
    return lines.joined(separator: "\n")
  }

  /// With the commands of plugins, of which the parser knows nothing, and the words that may follow them.
  static func with(_ commands: [PluginCommandDescription], in script: String, for shell: CompletionShell) -> String {
    guard !commands.isEmpty else { return script }
    switch shell {
    case .bash: return bash(commands, script)
    case .zsh: return zsh(commands, script)
    case .fish: return fish(commands, script)
    default: return script
    }
  }

  private static func bash(_ commands: [PluginCommandDescription], _ script: String) -> String {
    let anchor = "    *)\n        # Offer subcommand completions\n        COMPREPLY+=($(compgen -W '"
    guard let place = script.firstRange(of: anchor) else { return script }
    let cases = commands.map { command in
      """
          \(command.name))
              [[ "${COMP_CWORD}" -eq 2 ]] && COMPREPLY+=($(compgen -W '\(words(command))' -- "${cur}"))
              ;;

      """
    }
    let names = commands.map { $0.name + " " }.joined()
    return script[..<place.lowerBound] + cases.joined() + anchor + names + script[place.upperBound...]
  }

  private static func zsh(_ commands: [PluginCommandDescription], _ script: String) -> String {
    let list = "        )\n        _describe -V subcommand subcommands"
    let cases = "        case \"${words[1]}\" in\n"
    guard let end = script.firstRange(of: list), let start = script.firstRange(of: cases),
      end.upperBound < start.lowerBound
    else { return script }
    let names = commands.map { "            '\($0.name):\(plain($0.summary))'\n" }.joined()
    let more = commands.map { command in
      "        \(command.name))\n            (( CURRENT == 2 )) && compadd -- \(words(command)) && ret=0\n            ;;\n"
    }
    return script[..<end.lowerBound] + names + script[end.lowerBound..<start.upperBound] + more.joined()
      + script[start.upperBound...]
  }

  private static func fish(_ commands: [PluginCommandDescription], _ script: String) -> String {
    let root = "__tunnel-client_should_offer_completions_for_positional \"tunnel-client\" -eq 1"
    let lines = commands.map { command in
      "complete -c 'tunnel-client' -n '\(root)' -fa '\(command.name)' -d '\(plain(command.summary))'\n"
        + "complete -c 'tunnel-client' -n '__fish_seen_subcommand_from \(command.name)' -fa '\(words(command))'\n"
    }
    return script + "\n" + lines.joined()
  }

  /// A plugin's words end up in a script that a shell runs: nothing but letters, digits and dashes may.
  private static func words(_ command: PluginCommandDescription) -> String {
    command.words.filter { word in
      !word.isEmpty && word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }.joined(separator: " ")
  }

  /// The same of its summary: text without a meaning in any of the shells.
  private static func plain(_ text: String) -> String {
    text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || " ,.;-".contains($0)) }
  }
}
