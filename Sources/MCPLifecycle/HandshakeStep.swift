/// An exchange that the lifecycle itself needs with the server.
public enum HandshakeStep: Sendable, Equatable {
  /// `server/discover`. A patient one is for a server that was silent and then refused `initialize`.
  case discover(patient: Bool)
  case initialize
  /// `notifications/initialized`
  case initialized
}

/// What a step says, and how long it may take.
public struct HandshakeMessage: Sendable {
  public var bytes: [UInt8]
  /// Where the raw id lies; nil for a notification.
  public var id: Range<Int>?
  public var method: Range<Int>
  public var headers: [HeaderChange]
  public var limit: Duration
}

/// How a step ended.
public enum StepOutcome: Sendable, Equatable {
  /// A JSON-RPC response, and the session that its headers began.
  case response([UInt8], session: String?)
  /// An HTTP status without a response that could be forwarded.
  case status(Int, body: [UInt8])
  case delivered
  case timeout
  /// No server, or the way to it is broken.
  case lost
}

/// Why there is no way to a server.
public struct HandshakeFailure: Error, Sendable, Equatable {
  public enum Reason: String, Sendable {
    case refused = "initialize_refused"
    case timeout = "initialize_timeout"
    case incompatible = "unsupported_protocol_version"
  }

  public var reason: Reason
  /// The raw error object of the server's answer to `initialize`, for who sent one.
  public var error: [UInt8]?
}

/// What follows from a step's outcome.
public enum StepEffect: Sendable, Equatable {
  /// Decide on every waiting message again.
  case decideAgain
  /// The outcome says nothing of the server's era (it wants authorization, or is not reachable): waiting messages go
  /// to it as they are, and their callers see its own answer.
  case passThrough
  /// The server of a process is gone.
  case lost
}
