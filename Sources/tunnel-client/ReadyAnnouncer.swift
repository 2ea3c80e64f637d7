import ServiceLifecycle
import TunnelRuntime

/// Publishes the announcement of `dev proxy` when the tunnel is ready, and fails when it does not become so.
struct ReadyAnnouncer: Service {
  let tunnel: Tunnel
  let announcement: Announcement
  let limit: Duration

  func run() async throws {
    let reason = await tunnel.waitUntilReady(atMost: limit)
    if let reason, !Task.isShuttingDownGracefully {
      throw Failure(
        .notReady, "the tunnel did not become ready within \(limit): \(reason)", hint: "check the MCP target")
    }
    if reason == nil { try announcement.publish() }
    try? await gracefulShutdown()
  }
}
