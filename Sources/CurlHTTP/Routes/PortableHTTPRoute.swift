/// One way out as plain data: what another process of ours needs to send requests as this one would.
///
/// Holds secrets: it crosses on a private socket only, never on a command line or in an environment.
public struct PortableHTTPRoute: Sendable, Equatable {
  /// The roots to trust.
  public enum Roots: Sendable, Equatable {
    /// Wherever libcurl was built to look.
    case builtIn
    /// A file that every process can read.
    case file(String)
    /// PEM, to be trusted beside the system's.
    case pem([UInt8])
  }

  public var roots: Roots
  public var proxy: HTTPProxy?
  public var certificate: HTTPClientCertificate?
  /// The variables that name proxies, and nothing else of the environment.
  public var environment: [String: String]

  public init(
    roots: Roots = .builtIn, proxy: HTTPProxy? = nil, certificate: HTTPClientCertificate? = nil,
    environment: [String: String] = [:]
  ) {
    self.roots = roots
    self.proxy = proxy
    self.certificate = certificate
    self.environment = environment
  }

  init(_ table: HTTPRouteTable, _ id: HTTPRouteID) {
    let roots: Roots =
      switch table.roots {
      case nil: .builtIn
      case .some(let roots) where roots.isShared: .file(roots.path)
      case .some(let roots): roots.contents.map(Roots.pem) ?? .builtIn
      }
    let route = table.routes[id] ?? HTTPRoute()
    self.init(
      roots: roots, proxy: route.proxy, certificate: route.certificate, environment: table.environment.variables)
  }
}

extension HTTPRouteTable {
  /// The ways of a process that has one only.
  ///
  /// - Throws: when the roots cannot be put together.
  public init(_ portable: PortableHTTPRoute, as id: HTTPRouteID) throws(RootCertificatesFailure) {
    let roots: RootCertificates? =
      switch portable.roots {
      case .builtIn: nil
      case .file(let path): RootCertificates(path: path)
      case .pem(let pem): try RootCertificates(only: pem)
      }
    self.init(
      roots: roots, routes: [id: HTTPRoute(proxy: portable.proxy, certificate: portable.certificate)],
      environment: EnvironmentProxies { portable.environment[$0] })
  }
}
