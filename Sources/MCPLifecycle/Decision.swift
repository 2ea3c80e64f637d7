/// What to do with a message of a caller.
public enum Decision: Sendable, Equatable {
  /// Hand it to the server as it is; what the server says goes back as it is.
  case forward
  /// The same, but whether the server speaks the caller's era is not known yet: its answer tells
  /// (``ServerLifecycle/judge(_:)``).
  case forwardWatched
  /// Hand it on with changes, and the answer back with changes.
  case translate(Translation)
  case answer(Reply)
  /// A notification or response that the server does not need: it counts as delivered.
  case acknowledge
  /// Ask again when this step, or the one that is under way, is done.
  case wait(HandshakeStep)
  /// There is no way to this server; ``ServerLifecycle/abandon()`` before the next try.
  case fail(HandshakeFailure)
}
