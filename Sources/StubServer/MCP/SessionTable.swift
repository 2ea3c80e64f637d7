import Synchronization

/// The sessions of legacy clients: who has initialized, and where what the server says by itself would go.
final class SessionTable: Sendable {
  private struct Session {
    /// One for each GET that is waiting.
    var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
  }

  private struct State {
    var sessions: [String: Session] = [:]
    var lastListener: UInt64 = 0
  }

  private let state = Mutex(State())

  func begin() -> String {
    let id = Secret.make()
    state.withLock { $0.sessions[id] = Session() }
    return id
  }

  func contains(_ id: String) -> Bool { state.withLock { $0.sessions[id] != nil } }

  /// False when there is no such session.
  func end(_ id: String) -> Bool {
    guard let session = state.withLock({ $0.sessions.removeValue(forKey: id) }) else { return false }
    for listener in session.listeners.values { listener.finish() }
    return true
  }

  func endAll() {
    for id in state.withLock({ Array($0.sessions.keys) }) { _ = end(id) }
  }

  /// Ends with the session, or with whoever iterates; nil when there is no such session.
  func listen(_ id: String) -> AsyncStream<Void>? {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let number: UInt64? = state.withLock { state in
      guard state.sessions[id] != nil else { return nil }
      state.lastListener += 1
      state.sessions[id]?.listeners[state.lastListener] = continuation
      return state.lastListener
    }
    guard let number else { return nil }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.sessions[id]?.listeners.removeValue(forKey: number) }
    }
    return stream
  }
}
