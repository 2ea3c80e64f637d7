/// Thrown by a handler to close the connection without an answer, as a server that has crashed would.
struct UnansweredRequest: Error, Sendable {
  /// The wish to say nothing.
  init() {}
}
