import HTTPServing
import HTTPTestClient
import LogPipeline
import Logging
import NIOCore
import Operator
import Telemetry

/// A running operator server.
struct Fixture {
  let source: FixedSource
  let registry: Registry
  let url: String
  let address: ListenAddress
  let running: Task<Void, any Error>
  let logs: LogPipeline
  /// What peers on other machines must show.
  let token: String?

  @discardableResult
  static func with<Result>(
    _ configuration: OperatorConfiguration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0)),
    historyCount: Int = 2000, plugins: (any PluginSource)? = nil, isolation: isolated (any Actor)? = #isolation, _ body: (Fixture) async throws -> Result
  ) async throws -> Result {
    let (source, registry) = (FixedSource(), Registry())
    let logs = LogPipeline(
      format: .json, sink: try LogSink(path: "/dev/null"), redactor: Redactor(), historyCount: historyCount)
    let server = OperatorServer(
      configuration: configuration, source: source, registry: registry, logs: logs, plugins: plugins,
      logger: Logger(label: "test", factory: { TunnelLogHandler(label: $0, pipeline: logs) }))
    let url = try await server.bind()
    let running = Task { try await server.run() }
    defer { running.cancel() }
    var address = configuration.listen
    if case .tcp(let host, _) = address {
      address = .tcp(host: host, port: url.split(separator: ":").last.flatMap { Int($0) } ?? 0)
    }
    return try await body(
      Fixture(
        source: source, registry: registry, url: url, address: address, running: running, logs: logs,
        token: server.accessToken?.text))
  }

  func get(
    _ path: String, _ method: String = "GET", headers: [String: String] = [:], body: String? = nil
  ) async throws -> TestResponse {
    try await TestConnection.with(address) {
      try await $0.request(method, path, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
  }

  /// A logger whose records the routes show.
  func logger(_ label: String) -> Logger {
    Logger(label: label) { [logs] in TunnelLogHandler(label: $0, pipeline: logs) }
  }
}
