import CommandDispatch
import Configuration
import ControlPlane
import CurlHTTP
import HTTPServing
import Logging
import OAuthDiscovery
import Operator

/// Knows what the main channel's server says of OAuth, and keeps that knowledge fresh (dataplane OA-01, operator W-40).
@NetworkLoop
final class OAuthMonitor {
  private let runner: DiscoveryRunner?
  /// Why there is nothing to look for; nil when there is no main channel at all (OA-02).
  private let disabled: String?
  private let logger: Logger
  private var schedule = DiscoverySchedule()
  private var report: DiscoveryReport?
  private var asOf: Timestamp?
  /// Since when the verdict has been what it is.
  private(set) var since: Timestamp?
  /// Why the last look brought nothing, where an earlier one is still true.
  private var refreshError: String?
  private let pauseBetweenLooks = InterruptiblePause()
  /// Gets what was found, whenever that may have changed.
  var onFound: (@NetworkLoop (OAuthEndpoints) -> Void)?

  /// For the first look, so that a slow server does not hold up readiness for longer.
  static let startBudget = Duration.seconds(5)
  /// For a caller's, and for later ones.
  static let budget = Duration.seconds(15)

  init(
    _ main: BindingSetting?, trustedOrigins: [String], identity: ClientIdentity, probeLimit: Duration = .seconds(1),
    logger: Logger
  ) {
    runner = main.flatMap {
      DiscoveryTarget($0, trustedOrigins: trustedOrigins, userAgent: "\(identity.name)/\(identity.version)")
    }.map { DiscoveryRunner($0, probeLimit: probeLimit) }
    self.logger = logger
    disabled =
      switch main {
      case nil: nil
      case let main? where main.command != nil: "oauth discovery disabled for transport \"stdio\""
      case .some: runner == nil ? "oauth discovery server URL is not configured" : nil
      }
  }

  var isApplicable: Bool { runner != nil }

  var target: DiscoveryTarget? { runner?.target }

  var health: OAuthHealth {
    guard runner != nil else { return .notApplicable }
    return report.map { OAuthHealth($0.verdict) } ?? .pending
  }

  var snapshot: OAuthSnapshot {
    OAuthSnapshot(
      discoveryURLs: runner?.target.wellKnownURLs ?? [], report: report, asOf: asOf,
      isPending: runner != nil && report == nil, error: disabled ?? refreshError)
  }

  /// Looks again and again until the task is cancelled.
  func run() async {
    guard let runner else { return }
    while !Task.isCancelled {
      let found = await runner.findMetadata(within: report == nil ? Self.startBudget : Self.budget)
      guard !Task.isCancelled else { return }
      take(found)
      if found.document != nil {
        let server = await runner.findAuthorizationServer(of: found, within: Self.startBudget)
        guard !Task.isCancelled else { return }
        report?.authorizationServer = server
      }
      if let report { onFound?(OAuthEndpoints(report, of: runner.target)) }
      let pause = schedule.next(after: found.verdict, isIncomplete: found.isIncomplete)
      await pauseBetweenLooks.wait(pause)
    }
  }

  /// A look for somebody who waits for it; what is known already does not count (OA-01).
  func answer() async -> DiscoveryAnswer {
    guard let runner else { return .notSupported }
    let found = await runner.findMetadata(within: Self.budget)
    // A caller is told something new: whoever reaches these endpoints for the caller should know it, too.
    if let document = found.document, document.body != report?.document?.body { pauseBetweenLooks.end() }
    return DiscoveryAnswer(found)
  }

  /// Everything, once, for a tunnel that does not run; nil where there is nothing to look for.
  func look() async -> DiscoveryReport? {
    guard let runner else { return nil }
    var report = await runner.findMetadata(within: Self.budget)
    report.authorizationServer = await runner.findAuthorizationServer(of: report, within: Self.budget)
    return report
  }

  private func take(_ found: DiscoveryReport) {
    // A server that is gone says nothing new about its metadata.
    if case .unreachable(let why) = found.verdict, let report, report.verdict.isSettled {
      refreshError = "the last look did not reach the server: \(why)"
      return
    }
    let before = report?.verdict
    var found = found
    if found.document?.url == report?.document?.url { found.authorizationServer = report?.authorizationServer }
    (report, asOf, refreshError) = (found, .now, nil)
    guard found.verdict != before else { return }
    since = asOf
    switch found.verdict {
    case .found: logger.info("OAuth metadata found", metadata: ["url": "\(found.document?.url ?? "")"])
    case .notAdvertised: logger.info("the MCP server does not advertise OAuth")
    case .unreachable(let why): logger.info("OAuth discovery did not reach the server", metadata: ["reason": "\(why)"])
    case .failed(let why): logger.warning("OAuth discovery failed", metadata: ["reason": "\(why)"])
    }
  }
}

extension DiscoveryVerdict {
  /// It stays true while the server is away.
  fileprivate var isSettled: Bool { self == .found || self == .notAdvertised }
}

extension OAuthMonitor {
  /// What `/health` shows (user needs 4.2).
  var component: HealthComponent {
    let details: [(name: String, value: HealthValue)] = [
      ("discovery_complete", .flag(report?.verdict.isSettled ?? false))
    ]
    let status: HealthComponent.Status
    switch health {
    case .notApplicable: return .disabled("oauth", details: details)
    case .pending: status = .unknown
    case .found, .notAdvertised: status = .ok
    case .unreachable, .failed: status = .degraded
    }
    return HealthComponent(
      "oauth", status, state: health.word, reasonCode: status == .degraded ? "oauth_discovery_\(health.word)" : nil,
      observedAt: asOf, details: details)
  }
}
