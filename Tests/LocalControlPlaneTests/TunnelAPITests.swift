import Glibc
import HTTPServing
import HTTPTestClient
import LocalControlPlane
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing

@Suite struct TunnelAPITests {
  private let call = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#)

  @Test func `The tunnel's record is there for who has the key`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { client async throws in
        let response = try await client.request("GET", fixture.tunnelPath, headers: fixture.authorization)
        #expect(response.status == 200)
        #expect(response.text.hasPrefix(#"{"id":"\#(Fixture.tunnelID)","name":"#))
        for path in ["", "/poll", "/response"] {
          let method = path == "/response" ? "POST" : "GET"
          for headers in [[:], ["Authorization": "Bearer x"]] {
            let refused = try await client.request(method, fixture.tunnelPath + path, headers: headers)
            #expect(refused.status == 401)
            #expect(refused.text.hasPrefix(#"{"error":{"message":"#))
          }
        }
      }
    }
  }

  @Test func `Another tunnel, another path and another method are refused`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { client async throws in
        let other = "tunnel_" + String(repeating: "3", count: 32)
        #expect(try await client.request("POST", "/v1/mcp/\(other)", body: call).status == 404)
        let headers = fixture.authorization
        #expect(try await client.request("GET", "/v1/tunnels/\(other)/poll", headers: headers).status == 404)
        #expect(try await client.request("GET", "/v1/tunnel/x").status == 404)
        let get = try await client.request("GET", fixture.mcpPath)
        #expect(get.status == 405)
        #expect(get.headers.first(name: "allow") == "POST, DELETE")
        #expect(try await client.request("POST", "\(fixture.mcpPath)/Main", body: call).status == 400)
        #expect(try await client.request("GET", "/readyz").text == #"{"status":"ok"}"#)
        #expect(try await client.request("GET", "/readyz", headers: ["Host": "evil.example"]).status == 403)
        let foreign = ["Origin": "http://evil.example"]
        #expect(try await client.request("POST", fixture.mcpPath, headers: foreign, body: call).status == 403)
      }
    }
  }

  @Test func `A poll without commands ends with 204 when its wait is over`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { client async throws in
        let response = try await client.request(
          "GET", "\(fixture.tunnelPath)/poll?timeout_ms=1", headers: fixture.authorization)
        #expect(response.status == 204)
        for query in ["limit=0", "limit=26", "limit=x", "timeout_ms=0", "channel=A"] {
          let refused = try await client.request(
            "GET", "\(fixture.tunnelPath)/poll?\(query)", headers: fixture.authorization)
          #expect(refused.status == 400)
        }
      }
    }
  }

  @Test func `A poll takes its channels only, up to its limit, oldest first`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { client async throws in
        try await fixture.connect { first async throws in
          try await fixture.connect { second async throws in
            try await fixture.connect { third async throws in
              // Each command is seen in the queue before the next is sent, so their order is known.
              try await first.start("POST", "\(fixture.mcpPath)/a", body: call)
              let a = try #require(try await fixture.poll(client, query: "?channel=a&timeout_ms=60000").first)
              try await second.start("POST", "\(fixture.mcpPath)/b", body: call)
              try await third.start("POST", "\(fixture.mcpPath)/c", body: call)
              let c = try #require(try await fixture.poll(client, query: "?channel=c&timeout_ms=60000").first)
              let rest = try await fixture.poll(client, query: "?channel=a&channel=b&limit=1&timeout_ms=60000")
              #expect([a.channel, c.channel] + rest.map(\.channel) == ["a", "c", "b"])
              #expect(try await fixture.poll(client, query: "?timeout_ms=1").isEmpty)
            }
          }
        }
      }
    }
  }

  @Test func `A bad answer is refused and leaves the call open`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await caller.start("POST", fixture.mcpPath, body: call)
          let command = try #require(try await fixture.poll(client).first)
          let mismatch = try await fixture.answer(client, command, payload: "{}", token: "wrong")
          #expect(mismatch.status == 401)
          #expect(mismatch.text.contains("tunnel_request_mismatch"))
          #expect(try await fixture.answer(client, command, type: "what", payload: "{}").status == 400)
          #expect(try await fixture.answer(client, command, payload: "[]").status == 400)
          #expect(try await fixture.answer(client, command).status == 400)
          #expect(try await fixture.answer(client, command, type: "notify_ack", payload: "{}").status == 400)
          #expect(try await fixture.answer(client, command, code: 99, payload: "{}").status == 400)
          #expect(try await fixture.answer(client, command, payload: "{").status == 400)
          #expect(try await fixture.answer(client, command, payload: "{}").status == 200)
          let again = try await fixture.answer(client, command, payload: "{}")
          #expect(again.status == 404)
          #expect(again.text.contains("pending_request_not_found"))
          #expect(try await caller.response().text == "{}")
        }
      }
    }
  }

  @Test func `A client that leaves its poll loses no command`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await fixture.connect { gone async throws in
            try await gone.start("GET", "\(fixture.tunnelPath)/poll", headers: fixture.authorization)
            // Answered on the same loop, after the poll above was read.
            _ = try await caller.request("GET", "/readyz")
          }
          try await caller.start("POST", fixture.mcpPath, body: call)
          let command = try #require(try await fixture.poll(client).first)
          #expect(try await fixture.answer(client, command, payload: "{}").status == 200)
          #expect(try await caller.response().text == "{}")
        }
      }
    }
  }

  @Test func `Shutdown ends waiting polls and callers`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await client.start(
            "GET", "\(fixture.tunnelPath)/poll?channel=other", headers: fixture.authorization)
          try await caller.start("POST", fixture.mcpPath, body: call)
          try await fixture.connect { other async throws in
            _ = try #require(try await fixture.poll(other).first)
            fixture.running.cancel()
            #expect(try await client.response().status == 204)
            #expect(try await caller.response().status == 503)
            try await fixture.running.value
            try await other.end()
          }
        }
      }
    }
  }

  @Test func `It runs on a Unix socket and refuses an address that others can reach`() async throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/plane.sock"
    try await Fixture.with(listen: .unixSocket(path: path)) { fixture async throws in
      #expect(fixture.addresses.unixSocketPath == path)
      #expect(fixture.addresses.mcpURL == "http://localhost\(fixture.mcpPath)")
      try await fixture.connect { client async throws in
        #expect(try await client.request("GET", "/readyz").status == 200)
      }
      fixture.running.cancel()
      try await fixture.running.value
    }
    #expect(access(path, F_OK) != 0)
    withExtendedLifetime(folder) {}
    let open = ListenAddress.tcp(host: "0.0.0.0", port: 0)
    await #expect(throws: LocalControlPlaneError.notLoopback(open)) {
      try await Fixture.with(listen: open) { _ in }
    }
    let unbound = LocalControlPlane(
      configuration: LocalControlPlaneConfiguration(listen: open),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    await #expect(throws: LocalControlPlaneError.notLoopback(open)) { try await unbound.run() }
  }

  @Test func `It ends with its service group`() async throws {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let plane = LocalControlPlane(configuration: LocalControlPlaneConfiguration(), logger: logger)
    _ = try await plane.bind()
    let group = ServiceGroup(services: [plane], logger: logger)
    async let ended: Void = group.run()
    await group.triggerGracefulShutdown()
    try await ended
  }
}
