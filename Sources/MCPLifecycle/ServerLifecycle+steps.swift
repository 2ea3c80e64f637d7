import RawJSON

extension ServerLifecycle {
  private enum Limit {
    /// How long a legacy server that ignores `server/discover` holds up the first call of a generation.
    static let probe = Duration.seconds(2)
    static let patientProbe = Duration.seconds(10)
    /// Some servers load for long before they answer anything.
    static let initialize = Duration.seconds(60)
    static let notification = Duration.seconds(10)
  }

  /// What a step says to the server.
  public func message(for step: HandshakeStep) -> HandshakeMessage {
    switch step {
    case .discover(let patient):
      request(
        "server/discover", params: Array(#"{"_meta":{"#.utf8) + ownFields + Array("}}".utf8),
        headers: [
          HeaderChange(name: HeaderChange.version, value: ProtocolRevision.modern),
          HeaderChange(name: HeaderChange.method, value: "server/discover"),
        ], limit: patient ? Limit.patientProbe : Limit.probe)
    case .initialize:
      request("initialize", params: initializeParams, headers: [], limit: Limit.initialize)
    case .initialized: initialized
    }
  }

  private var ownFields: [UInt8] {
    Array(#""io.modelcontextprotocol/protocolVersion":"\#(ProtocolRevision.modern)","#.utf8)
      + Array(#""io.modelcontextprotocol/clientInfo":"#.utf8) + ownInfo
      + Array(#","io.modelcontextprotocol/clientCapabilities":{}"#.utf8)
  }

  /// A bridge's session is ours; that of a process opens with what its first caller asked for, and again with what the
  /// last one did after a restart.
  private var initializeParams: [UInt8] {
    if ownership == .process, let params { return params }
    return Array(#"{"protocolVersion":"\#(ProtocolRevision.newestLegacy)","capabilities":{},"clientInfo":"#.utf8)
      + ownInfo + Array("}".utf8)
  }

  private func request(
    _ method: String, params: [UInt8], headers: [HeaderChange], limit: Duration
  ) -> HandshakeMessage {
    let id = #""tunnel-client:\#(method)""#
    let front = #"{"jsonrpc":"2.0","id":"#
    let middle = #","method":""#
    let idStart = front.utf8.count
    let methodStart = idStart + id.utf8.count + middle.utf8.count
    let bytes = Array(#"\#(front)\#(id)\#(middle)\#(method)","params":"#.utf8) + params + Array("}".utf8)
    return HandshakeMessage(
      bytes: bytes, id: idStart..<idStart + id.utf8.count, method: methodStart..<methodStart + method.utf8.count,
      headers: Self.clean + headers, limit: limit)
  }

  private var initialized: HandshakeMessage {
    let front = #"{"jsonrpc":"2.0","method":""#
    let method = "notifications/initialized"
    var headers = Self.clean
    if case .opened(let session) = session {
      headers.append(HeaderChange(name: HeaderChange.version, value: session.version))
      headers.append(HeaderChange(name: HeaderChange.session, value: session.id))
    }
    let start = front.utf8.count
    return HandshakeMessage(
      bytes: Array(#"\#(front)\#(method)"}"#.utf8), id: nil, method: start..<start + method.utf8.count,
      headers: headers, limit: Limit.notification)
  }

  /// The headers of the message that made the step necessary go along, for the authorization in them; not those that
  /// belong to its own session and method.
  private static let clean = [
    HeaderChange.session, HeaderChange.version, HeaderChange.method, HeaderChange.subject, "last-event-id",
  ].map { HeaderChange(name: $0) }

  /// A step has ended.
  public mutating func complete(_ step: HandshakeStep, _ outcome: StepOutcome) -> StepEffect {
    if outcome == .lost {
      guard ownership == .process else { return .passThrough }
      void()
      // Some servers end at the first message that is not `initialize`.
      if case .discover = step { prefersInitialize = true }
      return .lost
    }
    if case .status(let status, _) = outcome, Self.saysNothing(status) { return .passThrough }
    switch step {
    case .discover(let patient): completeProbe(outcome, patient: patient)
    case .initialize: completeInitialize(outcome)
    case .initialized:
      if case .opened(let opened) = session { session = .established(opened) }
    }
    return .decideAgain
  }

  /// Authorization, overload, a gateway whose server is away: no verdict on the era.
  private static func saysNothing(_ status: Int) -> Bool {
    [401, 403, 407, 408, 429, 502, 503, 504].contains(status)
  }

  private mutating func completeProbe(_ outcome: StepOutcome, patient: Bool) {
    switch outcome {
    case .response(let bytes, _), .status(_, let bytes):
      modern = Discovery(response: bytes).map(Modern.served) ?? .refused
    case .timeout: modern = patient ? .refused : .slow
    case .delivered, .lost: modern = .refused
    }
  }

  private mutating func completeInitialize(_ outcome: StepOutcome) {
    switch outcome {
    case .response(let bytes, let id):
      if let opened = LegacySession(response: bytes, id: id) {
        session = .opened(opened)
      } else {
        refuse(bytes)
      }
    case .status(_, let body): refuse(body)
    case .timeout: session = .refused(HandshakeFailure(reason: .timeout))
    case .delivered, .lost: session = .refused(HandshakeFailure(reason: .refused))
    }
  }

  private mutating func refuse(_ answer: [UInt8]) {
    let (error, code) = answer.withUnsafeBytes { bytes -> ([UInt8]?, Int?) in
      guard let message = try? JSONRPCMessage.scan(bytes), let error = message.error else { return (nil, nil) }
      return (Array(bytes[error]), ErrorCode.of(.init(rebasing: bytes[error])))
    }
    session = .refused(HandshakeFailure(reason: .refused, error: error))
    prefersInitialize = false
    // What a server refuses is not sent to the next generation.
    params = nil
    // A probe that timed out here may have counted there (2026-07-28, Versioning).
    if code == ErrorCode.unsupportedVersion, modern == .refused { modern = .slow }
  }
}
