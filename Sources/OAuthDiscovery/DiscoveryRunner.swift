public import CurlHTTP

/// Looks for a server's OAuth metadata over the way that its calls take (dataplane section 18).
@NetworkLoop
public struct DiscoveryRunner {
  public let target: DiscoveryTarget
  private let probeLimit: Duration

  /// - Parameters:
  ///   - target: The server whose metadata are wanted.
  ///   - probeLimit: For the requests together that ask the server whether it wants a token (dataplane OA-04).
  public nonisolated init(_ target: DiscoveryTarget, probeLimit: Duration = .seconds(1)) {
    self.target = target
    self.probeLimit = probeLimit
  }

  /// Looks for the protected resource's metadata, at most for `budget`. Cancelling the task ends it early.
  public func findMetadata(within budget: Duration) async -> DiscoveryReport {
    let begun = ContinuousClock.now
    var search = MetadataSearch(target, budget: budget, probeLimit: probeLimit)
    while true {
      switch search.next(at: .now - begun) {
      case .probe(let method, let limit):
        let request = request(method, target.serverURL)
        search.heard(await Fetch.send(request, limit: limit, wantsBody: false))
      case .fetch(let url, let limit):
        search.heard(await Fetch.send(request("GET", target.withUserInfo(url)), limit: limit, wantsBody: true))
      case .done: return search.report
      }
      // Every later request would be cancelled too; the time counts as over.
      if Task.isCancelled {
        while search.next(at: budget) != .done {}
        return search.report
      }
    }
  }

  /// Looks for the metadata of the authorization server that a report's document names first.
  ///
  /// - Returns: nil when it names none.
  public func findAuthorizationServer(
    of report: DiscoveryReport, within budget: Duration
  ) async -> AuthorizationServerReport? {
    guard let issuer = report.document?.metadata.authorizationServers.first else { return nil }
    guard target.trusts(issuer) else {
      var refused = AuthorizationServerSearch(issuer: issuer, budget: .zero).report
      refused.isTrusted = false
      for index in refused.attempts.indices {
        refused.attempts[index].error = "not asked: its origin is not trusted; see --mcp.oauth-trusted-origin"
      }
      return refused
    }
    let begun = ContinuousClock.now
    var search = AuthorizationServerSearch(issuer: issuer, budget: budget)
    while !Task.isCancelled, let (url, limit) = search.next(at: .now - begun) {
      var request = HTTPRequest(
        method: "GET", url: url, headers: HTTPFields(["User-Agent": target.userAgent]),
        redirects: .sameOrigin(limit: Self.redirectLimit), route: target.route)
      if target.isOwn(url) { request.unixSocket = target.unixSocket }
      search.heard(await Fetch.send(request, limit: limit, wantsBody: true))
    }
    return search.report
  }

  /// Whether anything answers at a URL. Nothing is read; only trusted origins are asked.
  public func answers(_ url: String, within limit: Duration) async -> Bool {
    guard target.trusts(url) else { return false }
    var request = HTTPRequest(
      method: "HEAD", url: url, headers: HTTPFields(["User-Agent": target.userAgent]), route: target.route)
    if target.isOwn(url) { request.unixSocket = target.unixSocket }
    if case .success = await Fetch.send(request, limit: limit, wantsBody: false) { return true }
    return false
  }

  private static let redirectLimit = 10

  private func request(_ method: String, _ url: String) -> HTTPRequest {
    let isOwn = target.isOwn(url)
    var headers = HTTPFields(["Accept": "application/json", "User-Agent": target.userAgent])
    if isOwn {
      let own = target.headers
      let names = (0..<own.count).map { own.name(at: $0).lowercased() }
      // A header that the operator sets replaces ours.
      headers = HTTPFields()
      if !names.contains("accept") { headers.append("Accept", "application/json") }
      if !names.contains("user-agent") { headers.append("User-Agent", target.userAgent) }
      for index in 0..<own.count { headers.append(own.name(at: index), own.value(at: index)) }
    }
    return HTTPRequest(
      method: method, url: url, headers: headers, unixSocket: isOwn ? target.unixSocket : nil,
      redirects: .sameOrigin(limit: Self.redirectLimit), route: target.route)
  }
}
