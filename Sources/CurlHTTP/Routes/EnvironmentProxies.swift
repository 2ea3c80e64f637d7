import Glibc

/// The proxies of the process environment, by the rules that the peer's platform has for them (dataplane spec TL-03):
/// upper case before lower case, `HTTP_PROXY` only for http, never for this machine itself.
public struct EnvironmentProxies: Sendable {
  private let secure: HTTPProxy?
  private let plain: HTTPProxy?
  private let exempt: ProxyExemptions
  /// What they were made from, for a process that does not have this one's environment.
  public let variables: [String: String]

  private static let names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"]

  public init(_ variable: (String) -> String?) {
    func first(_ names: [String]) -> HTTPProxy? {
      for name in names {
        if let text = variable(name), !text.isEmpty { return HTTPProxy(url: text, source: name) }
      }
      return nil
    }
    secure = first(["HTTPS_PROXY", "https_proxy"])
    plain = first(["HTTP_PROXY", "http_proxy"])
    exempt = ProxyExemptions(first(["NO_PROXY", "no_proxy"])?.url ?? "")
    variables = Self.names.reduce(into: [:]) { $0[$1] = variable($1) }
  }

  public static let none = EnvironmentProxies { _ in nil }
  public static let current = EnvironmentProxies { name in getenv(name).map { String(cString: $0) } }

  func proxy(for origin: URLOrigin) -> HTTPProxy? {
    let proxy = origin.scheme == "https" ? secure : plain
    guard let proxy, !origin.isLoopback, !exempt.contains(origin) else { return nil }
    return proxy
  }
}
