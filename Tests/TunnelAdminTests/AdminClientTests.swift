import ControlPlane
import Synchronization
import TestServer
import Testing

@testable import TunnelAdmin

/// The client against a server that is as broken as it wants.
@Suite struct AdminClientTests {
  private func client(_ server: TestServer) throws -> AdminClient {
    AdminClient(try AdminAccess(baseURL: server.url, key: "sk-key", identity: ClientIdentity(version: "1")))
  }

  private static let tunnel =
    #"{"id":"tunnel_1","name":"n","description":"d","tenant_ids":["t"],"organization_ids":null,"new":{"x":[1]}}"#

  @Test func `A tunnel is read, and what is new in it is passed over`() async throws {
    try await TestServer.with(answer: { _ in TestResponse(200, headers: [("X-Request-Id", "req_9")], Self.tunnel) }) {
      let answer = try await client($0).get("tunnel_1")
      #expect(answer.requestID == "req_9")
      #expect(answer.value == ManagedTunnel(id: "tunnel_1", name: "n", description: "d", tenantIDs: ["t"]))
    }
  }

  @Test func `Several owners are several requests, each tunnel shown once, in all parts that the service announces`()
    async throws
  {
    try await TestServer.with(answer: { request in
      switch request.target {
      case "/v1/tunnels?organization_id=a":
        TestResponse(200, #"{"tunnels":[{"id":"1"},{"id":"2"}],"has_more":true,"last_id":"2"}"#)
      case "/v1/tunnels?organization_id=a&after=2": TestResponse(200, #"{"tunnels":[{"id":"3"}],"has_more":false}"#)
      default: TestResponse(200, #"{"tunnels":[{"id":"2"},{"id":"4"}]}"#)
      }
    }) {
      let answer = try await client($0).list([.organization("a"), .organization("b")])
      #expect(answer.value.map(\.id) == ["1", "2", "3", "4"])
    }
  }

  @Test func `A service that always has more does not keep us (W-53)`() async throws {
    try await TestServer.with(answer: { _ in TestResponse(200, #"{"tunnels":[{"id":"1"}],"has_more":true}"#) }) {
      let answer = try await client($0).list([.tenant("t")])
      #expect(answer.value.count == 1)
    }
  }

  @Test func `A 429 is asked again after Retry-After (A-151)`() async throws {
    let count = Mutex(0)
    try await TestServer.with(answer: { _ in
      count.withLock {
        $0 += 1; return $0
      } == 1
        ? TestResponse(429, headers: [("Retry-After", "1")], "") : TestResponse(200, Self.tunnel)
    }) {
      let start = ContinuousClock.now
      _ = try await client($0).update("tunnel_1", try TunnelChange(name: "n"))
      #expect(ContinuousClock.now - start >= .seconds(1))
    }
  }

  @Test func `A deletion whose answer was lost is done when the tunnel is not there any more`() async throws {
    let count = Mutex(0)
    try await TestServer.with(script: { connection in
      guard connection.readRequest() != nil else { return }
      if count.withLock({
        $0 += 1; return $0
      }) == 1 {
        return connection.reset()
      }
      connection.send(TestResponse(404, #"{"error":{"message":"no such tunnel"}}"#))
    }) {
      let answer = try await client($0).delete("tunnel_1")
      #expect(answer.value == nil)
    }
  }

  @Test func `A new tunnel whose answer was lost is not made twice`() async throws {
    let count = Mutex(0)
    try await TestServer.with(script: { connection in
      guard connection.readRequest() != nil else { return }
      count.withLock { $0 += 1 }
      connection.reset()
    }) { server in
      let draft = try TunnelDraft(name: "n", description: "d", workspaceIDs: ["w"])
      let error = await #expect(throws: AdminFailure.self) { try await client(server).create(draft) }
      #expect(error?.code == "network_error" && error?.path == "/v1/tunnels")
      #expect(count.withLock(\.self) == 1)
    }
  }

  @Test(arguments: ["", "{", "[]", #"{"name":"n"}"#, "<html>", #"{"id":"1"} x"#])
  func `A success that is no tunnel is told as that`(body: String) async throws {
    try await TestServer.with(answer: { _ in TestResponse(200, body) }) { server in
      let error = await #expect(throws: AdminFailure.self) { try await client(server).get("x") }
      #expect(error?.code == "invalid_answer")
    }
  }
}
