/// What a look for OAuth metadata comes to (dataplane OA-12, W-51).
public enum DiscoveryVerdict: Sendable, Equatable {
  case found
  /// The server needs no OAuth, as far as it says: that is fine.
  case notAdvertised
  /// Nothing of the server answered at all; why.
  case unreachable(String)
  /// The server asks callers to sign in, and they could not find out how; why.
  case failed(String)

  init(_ report: DiscoveryReport) {
    guard report.document == nil else {
      self = .found
      return
    }
    let statuses = report.attempts.map(\.status)
    let last = report.attempts.last { $0.error != nil }?.error ?? "nothing was tried"
    if report.probe.isUntrusted, let url = report.probe.url {
      let origin = RawURL(url)?.origin ?? url
      self = .failed(
        "the server names its metadata on another origin, \(origin); trust it with --mcp.oauth-trusted-origin")
    } else if let url = report.probe.url {
      let error = report.attempts.first?.error ?? last
      self = .failed("the server names its metadata at \(url), and there is none: \(error)")
    } else if report.probe.status == nil, statuses.allSatisfy({ $0 == nil }) {
      self = .unreachable(last)
    } else if statuses.allSatisfy({ $0 == 404 }) || !report.probe.wantsBearer {
      self = .notAdvertised
    } else {
      self = .failed("the server asks for a bearer token, and no candidate has metadata: \(last)")
    }
  }
}
