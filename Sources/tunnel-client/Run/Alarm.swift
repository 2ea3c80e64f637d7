import ServiceLifecycle

/// Ends the group after a while, by ending itself.
struct Alarm: Service {
  let duration: Duration

  func run() async throws {
    try? await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
  }
}
