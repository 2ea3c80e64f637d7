import HTTPServing
import HTTPTestClient
import LocalControlPlane
import Logging
import NIOCore
import NIOHTTP1

/// A running control plane.
struct Fixture {
  let address: ListenAddress
  let addresses: LocalControlPlaneAddresses
  let running: Task<Void, any Error>

  var tunnelPath: String { "/v1/tunnels/\(Self.tunnelID)" }
  var mcpPath: String { "/v1/mcp/\(Self.tunnelID)" }

  static let tunnelID = "tunnel_" + String(repeating: "2", count: 32)

  @discardableResult
  static func with<Result>(
    timeout: Duration = .seconds(60), listen: ListenAddress = .tcp(host: "127.0.0.1", port: 0),
    isolation: isolated (any Actor)? = #isolation, _ body: (Fixture) async throws -> Result
  ) async throws -> Result {
    let plane = LocalControlPlane(
      configuration: LocalControlPlaneConfiguration(listen: listen, responseTimeout: timeout),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let addresses = try await plane.bind()
    let running = Task { try await plane.run() }
    defer { running.cancel() }
    return try await body(Fixture(address: Self.address(of: addresses), addresses: addresses, running: running))
  }

  private static func address(of addresses: LocalControlPlaneAddresses) -> ListenAddress {
    if let path = addresses.unixSocketPath { return .unixSocket(path: path) }
    let port = addresses.baseURL.split(separator: ":").last.flatMap { Int($0) } ?? 0
    return .tcp(host: "127.0.0.1", port: port)
  }

  /// A connection of a caller or of the tunnel client.
  func connect<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (TestConnection) async throws -> Result
  ) async throws -> Result {
    try await TestConnection.with(address, body)
  }

  var authorization: [String: String] { ["Authorization": "Bearer \(addresses.apiKey)"] }

  func poll(_ connection: TestConnection, query: String = "?timeout_ms=60000") async throws -> [PolledCommand] {
    let response = try await connection.request("GET", "\(tunnelPath)/poll\(query)", headers: authorization)
    return response.status == 204 ? [] : try PolledCommand.decode(response)
  }

  func answer(
    _ connection: TestConnection, _ command: PolledCommand, type: String = "jsonrpc_response", code: Int = 200,
    payload: String? = nil, headers: String = "{}", token: String? = nil, extra: String = ""
  ) async throws -> TestResponse {
    let payload = payload.map { #""resp_json":\#($0),"# } ?? ""
    let body =
      #"{"request_id":"\#(command.requestID)","channel":"\#(command.channel)",\#(payload)"resp_headers":\#(headers),"#
      + #""resp_code":\#(code),"resp_type":"\#(type)"\#(extra)}"#
    let headers = authorization.merging(["X-Tunnel-Shard-Token": token ?? command.shardToken]) { first, _ in first }
    return try await connection.request(
      "POST", "\(tunnelPath)/response", headers: headers, body: ByteBuffer(string: body))
  }
}
