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
}
