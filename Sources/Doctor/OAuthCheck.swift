import Configuration
import CurlHTTP
import OAuthDiscovery
import TunnelRuntime

/// Whether callers find out how to sign in, with the very look that `run` makes (user needs #23, #24, #64).
struct OAuthCheck {
  let settings: Settings
  let tunnel: Tunnel

  static let id = "oauth_metadata"

  static func skipped(_ why: String) -> CheckResult {
    CheckResult(id, .skip, why)
  }

  func run() async -> CheckResult {
    guard let target = await tunnel.discoveryTarget, let report = await tunnel.lookForMetadata() else {
      return Self.skipped("the main channel's server has no URL to look for OAuth metadata at")
    }
    let attempts = report.attempts.map { "GET \($0.url): \($0.selected ? "taken" : $0.error ?? "not tried")" }
    switch report.verdict {
    case .notAdvertised where report.isIncomplete:
      return CheckResult(
        Self.id, .warn, "not every place where metadata may be answered", evidence: attempts,
        next: ["Look at the server's log: unknown paths should be answered with 404 at once"],
        code: "oauth_metadata_incomplete")
    case .notAdvertised:
      return CheckResult(Self.id, .pass, "the server does not advertise OAuth: callers need no sign-in")
    case .unreachable(let why):
      return CheckResult(
        Self.id, .fail, why, why: "Callers ask for the metadata through the tunnel.", evidence: attempts,
        next: ["Start the MCP server; with a private CA set --ca-bundle"], code: "mcp_server_unreachable")
    case .failed(let why):
      return CheckResult(
        Self.id, .fail, why, why: "Callers are asked to sign in, and cannot find out how; `run` is not ready.",
        evidence: (report.probe.url.map { ["the server names \($0)"] } ?? []) + attempts, next: next(report),
        code: "oauth_metadata_unusable")
    case .found: return await found(report, target)
    }
  }

  private func next(_ report: DiscoveryReport) -> [String] {
    if report.probe.isUntrusted, let url = report.probe.url, let origin = URLOrigin(url) {
      return ["Trust that origin: --mcp.oauth-trusted-origin \(Self.text(origin))"]
    }
    return ["Serve the document (RFC 9728) at \(report.attempts.last?.url ?? report.serverURL)"]
  }

  // MARK: What was found

  private func found(_ report: DiscoveryReport, _ target: DiscoveryTarget) async -> CheckResult {
    var findings = warnings(report, target)
    var evidence = ["protected resource metadata: \(report.document?.url ?? "")"]
    if let server = report.authorizationServer {
      evidence.append("issuer: \(server.issuer)")
      let (lines, more) = await endpoints(server, target)
      evidence += lines
      findings += more
    } else {
      evidence.append("no authorization server is named")
    }
    let summary = "metadata found at \(report.document?.url ?? "")"
    guard let first = findings.first else { return CheckResult(Self.id, .pass, summary, evidence: evidence) }
    return CheckResult(
      Self.id, .warn, first.what, why: "A sign-in through the tunnel may stop half-way.",
      evidence: evidence + findings.dropFirst().map(\.what), next: findings.map(\.fix), code: "oauth_metadata_incomplete")
  }

  private typealias Finding = (what: String, fix: String)

  private func warnings(_ report: DiscoveryReport, _ target: DiscoveryTarget) -> [Finding] {
    var findings: [Finding] = []
    if report.probe.isUntrusted, let url = report.probe.url, let origin = URLOrigin(url) {
      findings.append(
        (
          "the server names its metadata on another origin (\(url)); a document of its own origin is used instead",
          "Trust that origin, or let the server name its own: --mcp.oauth-trusted-origin \(Self.text(origin))"
        ))
    }
    guard let server = report.authorizationServer else { return findings }
    if !server.isTrusted, let origin = URLOrigin(server.issuer) {
      findings.append(
        (
          "the authorization server \(server.issuer) is on another origin, and was not asked",
          "If it is yours: --mcp.oauth-trusted-origin \(Self.text(origin))"
        ))
    } else if server.metadata == nil {
      findings.append(
        (
          "the authorization server \(server.issuer) has no metadata: \(server.attempts.last?.error ?? "not tried")",
          "Serve it (RFC 8414) at \(server.attempts.first?.url ?? server.issuer)"
        ))
    }
    if let warning = server.selected?.warning {
      findings.append((warning, "Name the issuer exactly as its own metadata does, to the last slash"))
    }
    return findings
  }

  /// Who has to reach which endpoint, and whether anything answers there from here.
  private func endpoints(
    _ server: AuthorizationServerReport, _ target: DiscoveryTarget
  ) async -> (lines: [String], findings: [Finding]) {
    guard let metadata = server.metadata else { return ([], []) }
    var (lines, findings) = ([String](), [Finding]())
    if let url = metadata.authorizationEndpoint {
      lines.append("authorize: \(url): browser must reach it directly")
      if URLOrigin(url)?.isLoopback == true {
        findings.append(
          (
            "the authorization endpoint \(url) is on this machine: only a browser here reaches it",
            "Give it an address that the user's browser reaches; the tunnel does not carry it"
          ))
      }
    } else {
      findings.append(("the authorization server names no authorization endpoint", "Add authorization_endpoint"))
    }
    let relayed = [
      ("token", metadata.tokenEndpoint), ("register", metadata.registrationEndpoint),
      ("revoke", metadata.revocationEndpoint),
    ]
    for (name, url) in relayed {
      guard let url else { continue }
      lines.append("\(name): \(url): \(await reach(url, target))")
      // The service calls these through harpoon, which refuses plain HTTP unless told otherwise (#64).
      let needsFlag = url.hasPrefix("http://") && !settings.harpoon.allowsPlaintext
      if needsFlag, !findings.contains(where: { $0.what.contains("plain HTTP") }) {
        findings.append(
          (
            "the \(name) endpoint \(url) is plain HTTP, which is not relayed",
            "Set --harpoon.allow-plaintext-http, or serve it over TLS"
          ))
      }
    }
    return (lines, findings)
  }

  private func reach(_ url: String, _ target: DiscoveryTarget) async -> String {
    guard target.trusts(url) else { return "on another origin; not tried from here" }
    let answers = await DiscoveryRunner(target).answers(url, within: .seconds(2))
    return answers ? "the service reaches it through harpoon" : "unreachable from here"
  }

  private static func text(_ origin: URLOrigin) -> String {
    let isDefault = origin.port == (origin.scheme == "https" ? "443" : "80")
    return "\(origin.scheme)://\(origin.host)\(isDefault ? "" : ":" + origin.port)"
  }
}
