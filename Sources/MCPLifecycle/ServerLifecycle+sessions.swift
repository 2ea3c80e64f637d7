import RawJSON

// A server that keeps a session for each caller, or none (HTTP). Callers of its own era pass through untouched; a session
// of ours exists only for callers of the other era.
extension ServerLifecycle {
  mutating func receiveForSessions(_ message: CallerMessage) -> Decision {
    let method = message.method
    switch (modern, native) {
    // It takes both as they are.
    case (.served, .served): return .forward
    default: break
    }
    switch CallerEra(message, method) {
    case .legacy: return legacyCaller(message, method)
    case .modern: return modernCaller(message, method)
    }
  }

  private mutating func legacyCaller(_ message: CallerMessage, _ method: Method) -> Decision {
    switch native {
    case .served: return .forward
    case .unknown: return message.rpc.kind == .request ? .forwardWatched : .forward
    case .refused:
      guard case .served(let discovery) = modern else { return .forward }
      if method == .initialize, message.rpc.kind == .request { remember(message) }
      return legacyBridge(discovery).decide(message, method)
    case .suspect:
      switch modern {
      case .unknown: return .wait(.discover(patient: false))
      case .slow: return .wait(.discover(patient: true))
      case .served(let discovery) where discovery.isBridgeable:
        native = .refused
        return legacyCaller(message, method)
      case .served, .refused:
        // It is a legacy server after all, and meant its refusal.
        native = .served
        return .forward
      }
    }
  }

  private mutating func modernCaller(_ message: CallerMessage, _ method: Method) -> Decision {
    switch (modern, session) {
    case (.served, _): return .forward
    case (_, .established(let session)): return ModernBridge(session: session, isHTTP: true).decide(message, method)
    default: return message.rpc.kind == .request ? nextStep() : .acknowledge
    }
  }

  /// What the answer to a ``Decision/forwardWatched`` message tells of the server.
  public enum Verdict: Sendable, Equatable {
    /// The answer is for the caller.
    case deliver
    /// The server may be modern only: keep the answer and ask ``receive(_:)`` again; on a
    /// ``Decision/forward`` it is for the caller after all.
    case decideAgain
  }

  /// `status` is that of HTTP, `response` the server's JSON-RPC response if it has said one.
  public mutating func judge(
    _ message: CallerMessage, status: Int, response: UnsafeRawBufferPointer?
  ) -> Verdict {
    guard native == .unknown else { return native == .suspect ? .decideAgain : .deliver }
    let code = response.flatMap(Self.errorCode)
    switch status {
    case 200..<300 where code == nil || message.method != .initialize:
      native = .served
      return .deliver
    case 200..<300: break
    // A modern server's refusal of a request without the headers and fields of its revision, or of a method that is
    // gone (2026-07-28, Streamable HTTP, Server Validation). Anything else says nothing of the era.
    case 400, 404, 405:
      guard message.method == .initialize || code.map(Self.isModernRefusal) == true else { return .deliver }
    default: return .deliver
    }
    native = .suspect
    return .decideAgain
  }

  /// A call has failed. When a modern server would have failed it otherwise, the era is found out anew: "re-probing if
  /// the cached assumption later fails" (2026-07-28, Versioning).
  public mutating func doubt(status: Int, response: UnsafeRawBufferPointer?) {
    guard ownership == .sessions, case .served = modern, [400, 404, 405].contains(status) else { return }
    if let code = response.flatMap(Self.errorCode), Self.isModernRefusal(code) { return }
    void()
  }

  private static func isModernRefusal(_ code: Int) -> Bool {
    ErrorCode.isModern(code) || code == -32601 || code == -32602
  }

  static func errorCode(_ response: UnsafeRawBufferPointer) -> Int? {
    guard let message = try? JSONRPCMessage.scan(response), let error = message.error else { return nil }
    return ErrorCode.of(.init(rebasing: response[error]))
  }
}
