/// What one element of a poll's answer turned out to be.
public enum PolledItem: Sendable {
  case command(Command)
  /// Not usable, but somebody waits for an answer: it gets one (dataplane spec W-07).
  case rejected(Command, Rejection)
  /// Not usable, and there is no way to answer: no request id or token, or a type whose answer is unknown.
  case dropped(reason: String)
}

/// Why a command is refused before it reaches a channel.
public enum Rejection: Sendable, Equatable {
  /// The payload is not one JSON-RPC message; the reason is for people.
  case invalidMessage(String)
  case invalidChannel
  case missingSessionID
}
