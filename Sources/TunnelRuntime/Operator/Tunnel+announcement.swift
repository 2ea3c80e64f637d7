import ControlPlane
import CurlHTTP
import Logging
import Operator

extension Tunnel {
  private static let patience = Duration.seconds(2)

  /// Two records, once what they say is known or two seconds are over (operator spec 7.3, W-20).
  func announce() async {
    let deadline = ContinuousClock.now + Self.patience
    while !(readiness().ready && (link.metadata.known != nil || link.metadata.error != nil)),
      ContinuousClock.now < deadline
    {
      do { try await LoopClock.sleep(for: .milliseconds(10)) } catch { return }
    }
    guard !Task.isCancelled else { return }
    logger.info("startup summary", metadata: summary)
    var started: Logger.Metadata = [
      "tunnel_id": "\(link.settings.tunnelID)", "tunnel_url": "\(link.settings.baseURL)\(link.settings.urlPath)",
      "version": "\(link.settings.identity.version)", "oauth_discovery_urls": .array([]),
    ]
    if let known = link.metadata.known {
      started["name"] = "\(known.name)"
      started["description"] = "\(known.description)"
    }
    logger.info("tunnel started", metadata: started)
  }

  /// Operator spec 7.3.1; what does not exist is left out.
  private var summary: Logger.Metadata {
    var all: [String: String?] = [
      "tunnel_id": link.settings.tunnelID, "config_source": facts.configSource, "profile_name": facts.profileName,
      "profile_path": facts.profilePath, "health_url": facts.healthURL, "health_url_file": facts.healthURLFile,
      "ui_url": facts.healthURL.map { $0 + "/ui" }, "metrics_url": facts.healthURL.map { $0 + "/metrics" },
      "first_failing_dependency": firstFailing,
    ]
    if let main = channel(ChannelName.main)?.target {
      all["mcp_target_kind"] = main.transport.rawValue
      all["mcp_target_value"] = main.shown
    }
    return all.compactMapValues { value in value.map { "\($0)" } }
  }

  /// Empty when there is none.
  private var firstFailing: String {
    guard let failing = readiness().dependencies.first(where: { !$0.ready }) else { return "" }
    return failing.name + ": " + (failing.reason.isEmpty ? failing.state : failing.reason)
  }
}
