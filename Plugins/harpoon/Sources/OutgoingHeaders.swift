internal import TunnelPluginKit

/// The headers of one call to a target: the caller's, as far as they may pass (dataplane spec HC-02).
struct OutgoingHeaders {
  /// Why headers were left out, for the log; never their names.
  enum Dropped: String, CaseIterable {
    case sensitiveName = "sensitive-name"
    case userAgent = "user-agent"
    case custom = "custom"
    case notForwardable = "not-forwardable"
  }

  private var headers: [StaticHeader] = []
  private(set) var dropped: [Dropped: Int] = [:]

  /// - Parameter userAgent: The client's, which is the only one.
  /// - Throws: `.invalidParameters` when HTTP cannot carry a header.
  init(_ caller: [(name: String, value: String)], userAgent: String) throws(CallFailure) {
    let nominated = caller.filter { $0.name.lowercased() == "connection" }.flatMap { field in
      field.value.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
    }
    for field in caller {
      let header = StaticHeader(name: StableText(field.name), value: StableText(field.value))
      if let reason = Self.refusal(header.name.text, nominated) {
        dropped[reason, default: 0] += 1
      } else {
        guard header.field.isSendable else { throw .invalidParameters }
        headers.append(header)
      }
    }
    headers.append(StaticHeader(name: StableText("User-Agent"), value: StableText(userAgent)))
  }

  /// Valid as long as this value.
  var list: HeaderList {
    var list = HeaderList()
    list.reserve(headers.count + 1)
    for header in headers { list.append(header.field) }
    return list
  }

  func contains(_ name: StaticString) -> Bool {
    headers.contains { $0.name.text.equalsIgnoringCase(name) }
  }

  /// For a request to another origin: the caller's credentials were for the first.
  mutating func dropCredentials() { remove("authorization") }

  /// For a request that a redirect turned into a GET without a body.
  mutating func dropContent() {
    for name: StaticString in ["content-type", "content-language", "content-location", "content-range"] { remove(name) }
  }

  /// "3 (sensitive-name, custom)"; nil when none was left out.
  var droppedSummary: String? {
    guard !dropped.isEmpty else { return nil }
    let classes = Dropped.allCases.filter { dropped[$0] != nil }.map(\.rawValue).joined(separator: ", ")
    return "\(dropped.values.reduce(0, +)) (\(classes))"
  }

  private mutating func remove(_ name: StaticString) {
    headers.removeAll { $0.name.text.equalsIgnoringCase(name) }
  }

  private static func refusal(_ name: BorrowedText, _ nominated: [String]) -> Dropped? {
    if name.equalsIgnoringCase("user-agent") { return .userAgent }
    if sensitive.contains(name) { return .sensitiveName }
    if blocked.contains(name) { return .notForwardable }
    return nominated.contains(name.string.lowercased()) ? .custom : nil
  }

  /// Who somebody is, or where a request came from.
  private static let sensitive = HeaderNameSet([
    "cf-connecting-ip", "cookie", "forwarded", "proxy-authenticate", "proxy-authorization", "true-client-ip",
    "x-client-ip", "x-cluster-client-ip", "x-custom-cf-witness-actor", "x-custom-cf-witness-authorization",
    "x-envoy-external-address", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
    "x-openai-actor-authorization", "x-openai-authorization", "x-openai-authorization-error",
    "x-openai-internal-caller", "x-openai-skip-auth", "x-original-forwarded-for", "x-real-ip",
    "x-tunnel-traffic-source",
  ])

  /// What the connection or the host's HTTP client decides alone.
  private static let blocked = HeaderNameSet([
    "accept-encoding", "connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "via",
  ])
}
