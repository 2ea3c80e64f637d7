import ServiceLifecycle

/// A service that must not end by itself: the process then stops, and says so (user needs #34: a supervisor restarts
/// what failed, not what ended).
struct Essential: Service {
  let name: String
  let service: any Service

  func run() async throws {
    try await service.run()
    guard Task.isShuttingDownGracefully || Task.isCancelled else { throw Failure("the \(name) ended by itself") }
  }
}
