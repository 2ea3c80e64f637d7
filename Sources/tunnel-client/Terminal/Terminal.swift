import Glibc

/// What is known of the terminal, if there is one.
enum Terminal {
  /// Whether a person looks at the descriptor, on a terminal that can move its cursor.
  static func isInteractive(_ descriptor: CInt) -> Bool {
    isatty(descriptor) == 1 && ProcessEnvironment.current["TERM"] != "dumb"
  }

  /// Whether to write colours there (https://no-color.org).
  static func hasColour(_ descriptor: CInt) -> Bool {
    isInteractive(descriptor) && ProcessEnvironment.current["NO_COLOR", default: ""].isEmpty
  }
}
