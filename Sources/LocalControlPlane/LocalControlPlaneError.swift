public import HTTPServing

/// Why a local control plane does not start.
public enum LocalControlPlaneError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It would be reachable from other machines.
  case notLoopback(ListenAddress)
  /// It cannot listen.
  case listen(ServingError)

  /// What happened and what to do, for a person.
  public var description: String {
    switch self {
    case .notLoopback(let address):
      "the local control plane listens on loopback only, not on \(address); use 127.0.0.1:0 or a Unix socket"
    case .listen(let error):
      "the local control plane cannot start: \(error)"
    }
  }
}
