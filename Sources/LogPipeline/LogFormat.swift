/// How a record looks in the stream.
public enum LogFormat: Sendable {
  /// For people.
  case console
  /// `time=… level=… msg="…" key=value`.
  case structText
  /// One object a line.
  case json
}
