/// Every way out of the process. A value: it is built from settings and then put in force as a whole, see
/// ``HTTPRoutes/replace(with:)``.
public struct HTTPRouteTable: Sendable {
  /// Nil: wherever libcurl was built to look.
  public var roots: RootCertificates?
  /// A way that is not named here has no proxy and no certificate of its own.
  public var routes: [HTTPRouteID: HTTPRoute]
  public var environment: EnvironmentProxies

  public init(
    roots: RootCertificates? = .system, routes: [HTTPRouteID: HTTPRoute] = [:],
    environment: EnvironmentProxies = .current
  ) {
    self.roots = roots
    self.routes = routes
    self.environment = environment
  }

  func resolve(_ id: HTTPRouteID, url: String, unixSocket: Bool) -> ResolvedRoute {
    let route = routes[id] ?? HTTPRoute()
    guard let origin = URLOrigin(url) else {
      return ResolvedRoute(proxy: nil, rootsPath: roots?.path, certificate: nil)
    }
    return ResolvedRoute(
      proxy: unixSocket ? nil : route.proxy ?? environment.proxy(for: origin), rootsPath: roots?.path,
      certificate: route.certificate.flatMap { $0.origin == origin ? $0 : nil })
  }
}
