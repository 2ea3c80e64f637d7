/// Words as a person can paste them into a shell.
enum ShellText {
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789/._-+=:@%,~".unicodeScalars.contains(scalar))
      }
    // A tilde that was given as it is stays unquoted, so that it still is a home folder.
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
