/// Splits a command line into arguments the POSIX way, without a shell: no variables, no globs, no tilde.
///
/// White space separates; single quotes are literal; inside double quotes and outside quotes a backslash makes the next
/// character literal; `""` is an empty argument (dataplane spec ST-01, W-34).
public enum CommandLineTokenizer {
  public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// A quote was opened at `position` (the first character is 1) and never closed.
    case unterminatedQuote(Character, position: Int)
    /// The line ends in a backslash, at `position`.
    case unterminatedEscape(position: Int)

    public var description: String {
      switch self {
      case .unterminatedQuote(let quote, let position):
        "the quote \(quote) at character \(position) is not closed"
      case .unterminatedEscape(let position):
        "the backslash at character \(position) escapes nothing"
      }
    }
  }

  public static func arguments(of line: String) throws(Problem) -> [String] {
    var arguments: [String] = []
    var current: String?
    var quote: (character: Unicode.Scalar, position: Int)?
    var escape: Int?
    for (offset, scalar) in line.unicodeScalars.enumerated() {
      let position = offset + 1
      if escape != nil {
        escape = nil
        current.append(scalar)
      } else if scalar == "\\", quote?.character != "'" {
        escape = position
        current.begin()
      } else if let open = quote {
        if scalar == open.character { quote = nil } else { current.append(scalar) }
      } else if scalar == "'" || scalar == "\"" {
        quote = (scalar, position)
        current.begin()
      } else if scalar.isASCIIWhiteSpace {
        if let argument = current.take() { arguments.append(argument) }
      } else {
        current.append(scalar)
      }
    }
    if let escape { throw .unterminatedEscape(position: escape) }
    if let quote { throw .unterminatedQuote(Character(quote.character), position: quote.position) }
    if let current { arguments.append(current) }
    return arguments
  }
}

extension String? {
  /// From here on there is an argument, even if it stays empty.
  fileprivate mutating func begin() {
    if self == nil { self = "" }
  }

  fileprivate mutating func append(_ scalar: Unicode.Scalar) {
    begin()
    self?.unicodeScalars.append(scalar)
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIIWhiteSpace: Bool {
    switch self {
    case " ", "\t", "\n", "\r", "\u{0B}", "\u{0C}": true
    default: false
    }
  }
}
