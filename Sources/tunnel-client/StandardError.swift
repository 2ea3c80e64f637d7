import Glibc

/// Past the log, for what only the person at the terminal may see.
enum StandardError {
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      // A line fits into one write; where it does not go, nobody is looking.
      _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }
}
