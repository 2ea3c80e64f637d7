/// Names the way that a request takes: whose proxy and whose client certificate it uses. What the names mean is the
/// business of whoever sends; ``HTTPRoutes`` only looks them up.
public struct HTTPRouteID: Sendable, Hashable {
  public let name: String

  public init(_ name: String) {
    self.name = name
  }

  /// For requests that belong to nobody in particular: the process environment's proxy, no certificate.
  public static let standard = HTTPRouteID("standard")
}
