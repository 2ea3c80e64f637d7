/// What a waiting caller hears about its command.
enum AnswerEvent: Sendable {
  case notification(Answer)
  case final(Answer)
  case timedOut
  /// The control plane is shutting down.
  case closed
}
