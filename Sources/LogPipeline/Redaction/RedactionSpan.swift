/// A part of a text that must not be seen, and what stands in its place.
struct RedactionSpan {
  enum Mark {
    case ordinary
    /// Keeps what kind of key it was (operator spec 12.2.1).
    case key
    /// In the place of a JSON value that was no string.
    case quoted

    var text: StaticString {
      switch self {
      case .ordinary: "[REDACTED]"
      case .key: "sk-REDACTED"
      case .quoted: "\"[REDACTED]\""
      }
    }
  }

  var range: Range<Int>
  var mark = Mark.ordinary
}
