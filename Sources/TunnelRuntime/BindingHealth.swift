/// What the last probe of a binding said.
enum BindingHealth: Sendable, Equatable {
  /// Not probed yet.
  case pending
  case ready
  /// The server asks for credentials, which the caller brings: it can take calls.
  case needsAuthorization
  case failed(String)

  var isHealthy: Bool {
    switch self {
    case .ready, .needsAuthorization: true
    case .pending, .failed: false
    }
  }
}
