import RawJSON

/// What MCP asks of a client towards one server: to know its era, to open a session where there are sessions, and to
/// stand between callers and servers of different eras. Pure: it decides, and a driver performs.
///
/// The driver asks ``receive(_:)`` for each message. On ``Decision/wait(_:)`` it keeps the message, sends
/// ``message(for:)`` unless a step is under way, reports the end to ``complete(_:_:)``, and asks again.
public struct ServerLifecycle: Sendable {
  public enum Ownership: Sendable {
    /// All callers share one process: its one session is ours.
    case process
    /// Each caller opens its own session with the server, through us; we open one for bridged callers only.
    case sessions
  }

  enum Modern: Sendable, Equatable {
    case unknown
    /// Silent for the time of a probe: perhaps legacy, perhaps slow.
    case slow
    case refused
    case served(Discovery)
  }

  /// Whether a server with sessions of its own takes legacy callers as they are.
  enum Native: Sendable, Equatable {
    case unknown
    /// It refused one in a way that a modern-only server would.
    case suspect
    case served
    case refused
  }

  enum Session: Sendable, Equatable {
    case none
    case refused(HandshakeFailure)
    /// `initialize` is answered, `notifications/initialized` not yet sent.
    case opened(LegacySession)
    case established(LegacySession)
  }

  public let ownership: Ownership
  let ownInfo: [UInt8]
  var modern = Modern.unknown
  var native = Native.unknown
  var session = Session.none
  /// The raw params of the last `initialize` of a caller, for this generation and for the next ones.
  var params: [UInt8]?
  var clientInfo: [UInt8]?
  var extensions: [UInt8]?
  /// `initialize` comes before the probe: the last generation was a legacy one, a legacy caller came first, or the probe
  /// was the last that the server heard.
  var prefersInitialize = false

  /// `clientName` and `clientVersion` introduce us where no caller has introduced itself.
  public init(_ ownership: Ownership, clientName: String, clientVersion: String) {
    self.ownership = ownership
    var info = Array(#"{"name":"#.utf8)
    JSONQuoting.append(clientName, to: &info)
    info += Array(#","version":"#.utf8)
    JSONQuoting.append(clientVersion, to: &info)
    ownInfo = info + Array("}".utf8)
  }

  /// The server of a new generation knows nothing of what was said to the last one.
  public mutating func void() {
    if case .process = ownership {
      if case .established = session { prefersInitialize = true }
      if case .served = modern { prefersInitialize = false }
    }
    modern = .unknown
    native = .unknown
    session = .none
  }

  /// After ``Decision/fail(_:)``: the next message tries everything again.
  public mutating func abandon() {
    prefersInitialize = false
    void()
  }

  /// The server no longer knows the session that bridged calls use (HTTP 404; 2025-11-25, Session Management).
  public mutating func sessionEnded() {
    if case .sessions = ownership { session = .none }
  }

  /// What to do with a message of a caller.
  public mutating func receive(_ message: CallerMessage) -> Decision {
    switch ownership {
    case .process: receiveForProcess(message)
    case .sessions: receiveForSessions(message)
    }
  }

  /// What a legacy caller's `initialize` leaves behind.
  mutating func remember(_ message: CallerMessage) {
    let request = InitializeRequest(message)
    params = request.params
    clientInfo = request.clientInfo
    extensions = request.extensions
  }

  /// The step that finds out about a legacy session, or that there is none.
  func nextStep() -> Decision {
    switch (modern, session) {
    case (_, .opened): .wait(.initialized)
    case (_, .none) where prefersInitialize: .wait(.initialize)
    case (.unknown, _): .wait(.discover(patient: false))
    case (_, .none): .wait(.initialize)
    case (.slow, _): .wait(.discover(patient: true))
    case (_, .refused(let failure)): .fail(failure)
    case (_, .established): .fail(HandshakeFailure(reason: .incompatible))
    }
  }

  func legacyBridge(_ discovery: Discovery) -> LegacyBridge {
    LegacyBridge(
      discovery: discovery, clientInfo: clientInfo ?? ownInfo, extensions: extensions, isHTTP: ownership == .sessions)
  }
}
