/// Splits a line as a shell does: quotes, comments, and no further than a pipe or a redirection.
enum ShellWords {
  static func split(_ line: some StringProtocol) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        word = word ?? ""
      case " ", "\t":
        if let done = word { words.append(done) }
        word = nil
      case "#" where word == nil, "|", ">", "&", ";", "<":
        if let done = word { words.append(done) }
        return words
      default: word = (word ?? "") + String(character)
      }
    }
    if let done = word { words.append(done) }
    return words
  }
}
