import Glibc
import HTTPServing
import HTTPTestClient
import LocalControlPlane
import Logging
import NIOCore
import NIOHTTP1
import Testing

/// The parts of operator spec 30.4 that need no MCP server.
@Suite struct IngressTests {
  private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private func address(_ addresses: LocalControlPlaneAddresses) -> ListenAddress {
    .tcp(
      host: "127.0.0.1", port: addresses.mcpURL.split(separator: ":").last.flatMap { Int($0.prefix { $0 != "/" }) } ?? 0
    )
  }

  private func with(
    _ configuration: LocalControlPlaneConfiguration, _ body: (LocalControlPlaneAddresses) async throws -> Void
  ) async throws {
    let plane = LocalControlPlane(configuration: configuration, logger: logger)
    let addresses = try await plane.bind()
    let running = Task { try await plane.run() }
    defer { running.cancel() }
    try await body(addresses)
  }

  private let call = ByteBuffer(string: #"{"jsonrpc":"2.0","id":7,"method":"m"}"#)

  @Test func `W-84 Without a tunnel client callers hear so at once`() async throws {
    var configuration = LocalControlPlaneConfiguration()
    configuration.clientLastSeenTimeout = .zero
    try await with(configuration) { addresses in
      try await TestConnection.with(address(addresses)) { caller in
        let response = try await caller.request(
          "POST", "/v1/mcp/\(configuration.tunnelID)", headers: ["Accept": "application/json"], body: call)
        #expect(response.status == 503)
        #expect(response.headers.first(name: "content-type") == "application/json")
        #expect(response.text.contains(#""id":7"#))
        #expect(response.text.contains("no tunnel client"))
      }
    }
  }

  @Test(arguments: ["GET", "PUT", "PATCH"])
  func `W-84 A method that has no meaning is answered in JSON with those that have`(method: String) async throws {
    let configuration = LocalControlPlaneConfiguration()
    try await with(configuration) { addresses in
      try await TestConnection.with(address(addresses)) { caller in
        let response = try await caller.request(method, "/v1/mcp/\(configuration.tunnelID)")
        #expect(response.status == 405)
        #expect(response.headers.first(name: "allow") == "POST, DELETE")
        #expect(response.headers.first(name: "content-type") == "application/json")
      }
    }
  }

  @Test func `32.15 An injected error keeps a call from the tunnel`() async throws {
    var configuration = LocalControlPlaneConfiguration()
    configuration.faults.errors = 1
    try await with(configuration) { addresses in
      try await TestConnection.with(address(addresses)) { caller in
        let response = try await caller.request("POST", "/v1/mcp/\(configuration.tunnelID)", body: call)
        #expect(response.status == 503)
        #expect(response.text.contains("on purpose"))
        #expect(try await caller.request("GET", "/readyz").status == 200)
      }
    }
  }

  @Test func `W-83 The tunnel client's own socket is private and goes with the control plane`() async throws {
    let folder = TemporaryFolder()
    var configuration = LocalControlPlaneConfiguration()
    configuration.controlSocket = "\(folder.path)/control.sock"
    try await with(configuration) { addresses in
      #expect(addresses.controlSocketPath == configuration.controlSocket)
      #expect(addresses.baseURL == "http://localhost")
      try await TestConnection.with(.unixSocket(path: "\(folder.path)/control.sock")) { client in
        let path = "/v1/tunnels/\(configuration.tunnelID)"
        #expect(try await client.request("GET", path).status == 401)
        let response = try await client.request(
          "GET", path, headers: ["Authorization": "Bearer \(addresses.apiKey)"])
        #expect(response.status == 200)
      }
    }
  }
}
