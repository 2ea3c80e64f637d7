/// Which URLs that OAuth discovery found become targets (dataplane HB-04). Pure.
struct RegistrationPolicy {
  /// What the operator's settings call private.
  struct Hosts {
    var includesLoopback = true
    var includesPrivate = true
    /// In lower case.
    var suffixes: [String] = []
    var patterns: [HostPattern] = []
  }

  /// A regular expression for host names, with its text for the reason.
  struct HostPattern {
    let text: String
    let regex: Regex<AnyRegexOutput>

    /// Nil when it is no regular expression.
    init?(_ text: String) {
      guard let regex = try? Regex(text) else { return nil }
      self.text = text
      self.regex = regex.ignoresCase()
    }
  }

  private let hosts: Hosts
  /// Hosts that the operator's own server vouches for, with their subdomains if they are names.
  private var resourceHosts: Set<String> = []
  private var resourceOrigins: Set<String> = []

  /// `endpoints` are all that was found: the resource's own tell which hosts belong to it.
  init(_ hosts: Hosts, endpoints: [DiscoveredEndpoint]) {
    self.hosts = hosts
    for endpoint in endpoints where ["prmd-resource", "prmd-source"].contains(endpoint.role) && !endpoint.isForeign {
      guard let url = TargetURL(endpoint.url) else { continue }
      resourceOrigins.insert(url.comparableOrigin)
      let host = Self.trimmed(url.host)
      if IPAddress(host) != nil || Self.hasRegistrableDomain(host) { resourceHosts.insert(host) }
    }
  }

  /// Why a URL becomes a target; nil: it does not.
  func reason(for endpoint: DiscoveredEndpoint, at url: TargetURL) -> String? {
    if endpoint.isForeign {
      return resourceOrigins.contains(url.comparableOrigin) ? "oauth-protected-resource-host" : nil
    }
    let host = Self.trimmed(url.host)
    return privacy(of: host) ?? (isOfResource(host) ? "oauth-protected-resource-host" : nil)
  }

  /// Why a host counts as private; nil when it does not. Link-local addresses do not: what they lead to is the
  /// machine's, and no service's (169.254.169.254).
  private func privacy(of host: String) -> String? {
    let address = IPAddress(host)
    if hosts.includesLoopback, host == "localhost" || address?.isLoopback == true { return "loopback" }
    if hosts.includesPrivate, address?.isPrivate == true { return "private-ip" }
    for suffix in hosts.suffixes {
      let bare = suffix.hasPrefix(".") ? String(suffix.dropFirst()) : suffix
      if !bare.isEmpty, host == bare || host.hasSuffix("." + bare) { return "suffix:\(suffix)" }
    }
    return hosts.patterns.first { host.firstMatch(of: $0.regex) != nil }.map { "regex:\($0.text)" }
  }

  private func isOfResource(_ host: String) -> Bool {
    resourceHosts.contains(host)
      || IPAddress(host) == nil && resourceHosts.contains { IPAddress($0) == nil && host.hasSuffix("." + $0) }
  }

  private static func trimmed(_ host: String) -> String { host.hasSuffix(".") ? String(host.dropLast()) : host }

  /// Whether somebody can own the name: not `com`, nor `co.uk`. Without the public suffix list this errs towards no.
  static func hasRegistrableDomain(_ host: String) -> Bool {
    let labels = host.split(separator: ".")
    guard labels.count > 1, let last = labels.last else { return false }
    let isShared = last.utf8.count == 2 && registries.contains(labels[labels.count - 2])
    return labels.count > (isShared ? 2 : 1)
  }

  private static let registries: Set<Substring> = [
    "ac", "co", "com", "edu", "gov", "go", "gob", "ltd", "mil", "ne", "net", "or", "org", "plc", "sch",
  ]
}
