public import HTTPServing

/// Routes that somebody else adds to the operator's listener, for this machine only whatever else is open to others
/// (dataplane spec HH-01, HE-07).
public struct LocalRoutes: Sendable {
  /// Said to other machines.
  public let refusal: String
  private let add: @Sendable (inout Router, [any Middleware]) -> Void

  /// `add` puts the routes into the router behind the guards that it is given.
  public init(refusal: String, add: @escaping @Sendable (inout Router, [any Middleware]) -> Void) {
    self.refusal = refusal
    self.add = add
  }

  func add(to router: inout Router, host: HostGuard) {
    add(&router, [LocalPeerGuard(message: refusal), host, OriginGuard()])
  }
}
