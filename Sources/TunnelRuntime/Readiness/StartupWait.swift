import CurlHTTP
import Logging
import PluginHost

/// Holds the first poll back until every server can take calls, for a limited time: afterwards polling starts whatever the
/// servers say (dataplane spec PB-05).
@NetworkLoop
final class StartupWait {
  /// The servers were not there when the time was over.
  private(set) var hasFailed = false
  private let limit: Duration
  private let logger: Logger

  /// `limit` of zero: nothing waits.
  nonisolated init(atMost limit: Duration, logger: Logger) {
    self.limit = limit
    self.logger = logger
  }

  func wait(for monitors: [BindingMonitor]) async {
    guard limit > .zero else { return }
    let deadline = ContinuousClock.now + limit
    logger.info("waiting for the MCP servers before the first poll")
    while let waiting = monitors.first(where: { !$0.health.canTakeCalls }) {
      guard ContinuousClock.now < deadline else {
        hasFailed = true
        return logger.warning(
          "the MCP servers did not come up in time; polling all the same",
          metadata: ["channel": "\(waiting.binding.channel)", "reason": "\(waiting.health.reason)"])
      }
      do { try await LoopClock.sleep(for: .milliseconds(20)) } catch { return }
    }
  }
}
