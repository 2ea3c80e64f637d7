import TunnelPluginKit

/// The arguments of `env` (operator spec 6.5.3).
enum EnvArguments {
  /// Where `env` looks when it was told to forget PATH.
  private static let standardPath = ["/bin", "/usr/bin"]

  /// What it runs, and what that finds around it; empty when it only shows the environment.
  static func command(
    in arguments: ArraySlice<String?>, _ surroundings: inout Surroundings
  ) throws(PreflightFailure) -> [String?] {
    var rest = arguments
    while let word = rest.first, let word, word.hasPrefix("-") {
      rest = rest.dropFirst()
      if word == "--" { break }
      if word == "-" || word == "--ignore-environment" || (!word.hasPrefix("--") && word.hasPrefix("-i")) {
        surroundings.searchPath = standardPath
      } else if let name = value(of: word, "-u", "--unset", &rest) {
        if name == "PATH" { surroundings.searchPath = standardPath }
      } else if let folder = value(of: word, "-C", "--chdir", &rest) {
        surroundings.folder = folder.flatMap { surroundings.located($0) }
      } else if value(of: word, "-a", "--argv0", &rest) != nil {
        continue
      } else if let text = value(of: word, "-S", "--split-string", &rest) {
        guard let text else { return [nil] }
        rest = ArraySlice(try split(text) + rest)
      }
    }
    while let word = rest.first, let word, let equals = word.firstIndex(of: "="), equals != word.startIndex {
      if word.hasPrefix("PATH=") { surroundings.searchPath = Surroundings.folders(String(word.dropFirst(5))) }
      rest = rest.dropFirst()
    }
    return Array(rest)
  }

  /// The value of an option that needs one; nil when the word is another option.
  private static func value(
    of word: String, _ short: String, _ long: String, _ rest: inout ArraySlice<String?>
  ) -> String?? {
    if word == short || word == long { return .some(rest.popFirst() ?? nil) }
    if word.hasPrefix(long + "=") { return .some(String(word.dropFirst(long.count + 1))) }
    if !word.hasPrefix("--"), word.hasPrefix(short) { return .some(String(word.dropFirst(2))) }
    // The letters of flags may stand before it, as in -vS.
    if short == "-S", word.hasPrefix("-vS") { return .some(String(word.dropFirst(3))) }
    return nil
  }

  private static func split(_ text: String) throws(PreflightFailure) -> [String?] {
    do throws(CommandLineTokenizer.Problem) {
      return try CommandLineTokenizer.arguments(of: text).map { $0.contains("${") ? nil : $0 }
    } catch {
      throw PreflightFailure(file: "the text behind env -S", reason: .unreadableLine(error.description))
    }
  }
}
