/// The one place that decides which proxy, trust and client certificate a request gets, for the client's own requests,
/// for those of plugins, and for whoever reports on routes: what is said is what is used (dataplane spec W-58).
@NetworkLoop
public final class HTTPRoutes {
  public static let shared = HTTPRoutes(HTTPRouteTable())

  private struct Question: Hashable {
    let id: HTTPRouteID
    let url: String
    let usesSocket: Bool
  }

  private var table: HTTPRouteTable
  private var listeners: [@NetworkLoop () -> Bool] = []
  /// The same few URLs are asked for with every request.
  private var answers: [Question: ResolvedRoute] = [:]
  private static let remembered = 256

  init(_ table: HTTPRouteTable) {
    self.table = table
  }

  /// Puts other settings in force for every request that starts from now on. Connections of the old ones finish what
  /// they carry and are not used again where the settings differ: libcurl compares them.
  public func replace(with table: HTTPRouteTable) {
    self.table = table
    answers.removeAll()
    listeners.removeAll { !$0() }
  }

  /// `action` runs whenever other settings are put in force, until it returns false.
  public func whenReplaced(_ action: @escaping @NetworkLoop () -> Bool) {
    listeners.append(action)
  }

  /// One way with all that belongs to it, to be put in force in another process.
  public func portable(_ id: HTTPRouteID) -> PortableHTTPRoute {
    PortableHTTPRoute(table, id)
  }

  /// The proxy that a request would go through.
  public func proxy(for url: String, on id: HTTPRouteID, unixSocket: Bool = false) -> HTTPProxy? {
    resolve(id, url: url, unixSocket: unixSocket).proxy
  }

  /// The roots that are trusted beside those of a bundle; nil: wherever libcurl was built to look.
  public nonisolated var systemRootsPath: String? { RootCertificates.system?.path }

  func resolve(_ request: HTTPRequest) -> ResolvedRoute {
    resolve(request.route, url: request.url, unixSocket: request.unixSocket != nil)
  }

  func resolve(_ id: HTTPRouteID, url: String, unixSocket: Bool) -> ResolvedRoute {
    let question = Question(id: id, url: url, usesSocket: unixSocket)
    if let known = answers[question] { return known }
    if answers.count >= Self.remembered { answers.removeAll() }
    let answer = table.resolve(id, url: url, unixSocket: unixSocket)
    answers[question] = answer
    return answer
  }
}
