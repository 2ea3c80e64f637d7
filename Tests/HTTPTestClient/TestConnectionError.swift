/// What went wrong with a test's connection.
public enum TestConnectionError: Error, Equatable {
  /// The server closed the connection in the middle of an answer.
  case closed
  /// The server did not speak HTTP.
  case malformed
  /// The server sent something where it should have closed.
  case unexpectedBytes
}
