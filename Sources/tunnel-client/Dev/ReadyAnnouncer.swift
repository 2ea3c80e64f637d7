import Configuration
import LocalControlPlane
import LogPipeline
import ServiceLifecycle
import TunnelRuntime

/// Publishes the announcement of `dev proxy` when calls get through to MCP servers, and fails when they do not
/// (operator spec W-82).
struct ReadyAnnouncer: Service {
  let tunnel: Tunnel
  let controlPlane: LocalControlPlane
  let channels: [String]
  let announcement: Announcement
  let limit: Duration
  /// Publishes all the same, with what was found.
  let allowsUnready: Bool
  /// What the servers say meanwhile.
  let words: ServerWords
  let redactor: Redactor

  /// What a probe gets when the time is nearly up.
  private static let least = Duration.seconds(1)
  /// Between two probes of a server that may still be starting.
  private static let pause = Duration.milliseconds(200)

  func run() async throws {
    let deadline = ContinuousClock.now + limit
    let reason = await tunnel.waitUntilReady(atMost: limit)
    guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
    if let reason, !allowsUnready {
      throw failure("the tunnel did not become ready within \(DurationText.text(limit)): \(reason)", channels)
    }
    let probes = await probe(until: max(deadline, .now + Self.least))
    guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
    if !allowsUnready, let failed = probes.first(where: { !$0.isMCP }) {
      let why = failed.detail ?? "its answer is not one of an MCP server"
      throw failure("the server behind the channel \(failed.channel) is no MCP server: \(why)", [failed.channel])
    }
    words.speakUp()
    try announcement.publish(probes)
    try? await gracefulShutdown()
  }

  private func probe(until deadline: ContinuousClock.Instant) async -> [TargetProbe] {
    await withTaskGroup(of: TargetProbe.self) { group in
      for channel in channels { group.addTask { await probe(channel, until: deadline) } }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.channel < $1.channel }
    }
  }

  private func probe(_ channel: String, until deadline: ContinuousClock.Instant) async -> TargetProbe {
    while true {
      let probe = await controlPlane.probe(channel: channel, within: deadline - .now)
      let isOver = deadline - .now < Self.pause || Task.isShuttingDownGracefully || Task.isCancelled
      guard probe.mayChange, !isOver, !allowsUnready else { return probe }
      do { try await Task.sleep(for: Self.pause) } catch { return probe }
    }
  }

  /// With the servers' own words, most often the reason; the last line is the error, as always.
  private func failure(_ message: String, _ channels: [String]) -> Failure {
    let said = channels.flatMap(words.said).map { "  \(redactor.redact($0))\n" }
    guard !said.isEmpty else { return Failure(.notReady, message, hint: Self.advice) }
    return Failure(
      .notReady, "\(message)\n\(said.joined().dropLast())", hint: Self.advice,
      lines: "the server said:\n\(said.joined())\(message); \(Self.advice)")
  }

  private static let advice = "check the MCP target, or use --allow-unready to start all the same"
}
