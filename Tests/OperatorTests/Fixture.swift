import HTTPServing
import HTTPTestClient
import Logging
import Operator
import Telemetry

/// A running operator server.
struct Fixture {
  let source: FixedSource
  let registry: Registry
  let url: String
  let address: ListenAddress
  let running: Task<Void, any Error>

  @discardableResult
  static func with<Result>(
    _ configuration: OperatorConfiguration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0)),
    isolation: isolated (any Actor)? = #isolation, _ body: (Fixture) async throws -> Result
  ) async throws -> Result {
    let (source, registry) = (FixedSource(), Registry())
    let server = OperatorServer(
      configuration: configuration, source: source, registry: registry,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let url = try await server.bind()
    let running = Task { try await server.run() }
    defer { running.cancel() }
    var address = configuration.listen
    if case .tcp(let host, _) = address {
      address = .tcp(host: host, port: url.split(separator: ":").last.flatMap { Int($0) } ?? 0)
    }
    return try await body(
      Fixture(source: source, registry: registry, url: url, address: address, running: running))
  }

  func get(_ path: String, _ method: String = "GET", headers: [String: String] = [:]) async throws -> TestResponse {
    try await TestConnection.with(address) { try await $0.request(method, path, headers: headers) }
  }
}
