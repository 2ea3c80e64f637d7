/// What is known of the server behind a binding.
enum BindingHealth: Sendable, Equatable {
  /// Not probed yet.
  case pending
  case ready
  /// The server asks for credentials, which the caller brings: it can take calls.
  case needsAuthorization(String)
  /// One probe was not answered in time. It may be slow, so calls are still let through (dataplane HE-02 row 7).
  case timedOut(String)
  case failed(String)
  /// There is nothing to serve, which is no failure: nobody waits for it.
  case idle(String)

  /// Nothing to look into.
  var isHealthy: Bool {
    switch self {
    case .ready, .needsAuthorization, .idle: true
    case .pending, .timedOut, .failed: false
    }
  }

  var isIdle: Bool { if case .idle = self { true } else { false } }

  /// Whether calls are worth sending.
  var canTakeCalls: Bool {
    if case .timedOut = self { true } else { isHealthy }
  }
}
