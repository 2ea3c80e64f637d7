import RawJSON

// One process that all callers share. Its era is found before the first call, and its legacy session, if it has one, is
// opened by us once in each generation.
extension ServerLifecycle {
  mutating func receiveForProcess(_ message: CallerMessage) -> Decision {
    let method = message.method
    switch (session, modern) {
    case (.established(let session), _): return toLegacyProcess(message, method, session)
    case (_, .served(let discovery)): return toModernProcess(message, method, discovery)
    case (.none, _), (.refused, _), (.opened, _): break
    }
    switch message.rpc.kind {
    // There is no question yet that it could answer.
    case .response: return .acknowledge
    case .notification where method == .initialized || method == .cancelled: return .acknowledge
    case .notification: return nextStep()
    case .request:
      if method == .initialize, CallerEra(message, method) == .legacy, session == .none {
        remember(message)
        // Its own `initialize` serves as the generation's, unless the server is being asked already.
        if modern == .unknown { prefersInitialize = true }
      }
      return nextStep()
    }
  }

  private mutating func toLegacyProcess(
    _ message: CallerMessage, _ method: Method, _ session: LegacySession
  ) -> Decision {
    // "MUST be sent once": we did (2025-11-25, Lifecycle).
    if method == .initialized, message.rpc.kind == .notification { return .acknowledge }
    if CallerEra(message, method) == .modern {
      return ModernBridge(session: session, isHTTP: false).decide(message, method)
    }
    guard method == .initialize, message.rpc.kind == .request else { return .forward }
    remember(message)
    return .answer(session.reply(requested: InitializeRequest(message).version))
  }

  private mutating func toModernProcess(_ message: CallerMessage, _ method: Method, _ discovery: Discovery) -> Decision
  {
    guard CallerEra(message, method) == .legacy else { return .forward }
    guard discovery.isBridgeable else { return .fail(HandshakeFailure(reason: .incompatible)) }
    if method == .initialize, message.rpc.kind == .request { remember(message) }
    return legacyBridge(discovery).decide(message, method)
  }
}
